/**
 * One class a command, which translates options into one call of a service and its result into an
 * exit code.
 */
package io.sppdet.cli.command;
