/**
 * The command line: {@link io.sppdet.cli.Main} makes it of the commands, and turns what ends one
 * into a line and an exit code. The options lie in {@code option}, the terminal in {@code
 * terminal}. Uses cli.command, cli.option, cli.terminal, image, natives and error.
 */
package io.sppdet.cli;
