/**
 * The process and its terminal: standard output and errors, colours, progress, Ctrl-C, the place it
 * is installed in. Knows no option. Uses doctor, train.run, model and error.
 */
package io.sppdet.cli.terminal;
