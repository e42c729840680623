/**
 * The command line: one class a command, which translates options into one call of a service and
 * its result into an exit code. Start at {@link io.sppdet.cli.Main}.
 */
package io.sppdet.cli;
