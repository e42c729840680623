package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import java.io.PrintWriter;

/**
 * Errors as lines on standard error, one each.
 *
 * @param err standard error
 * @param verbose whether the stack trace follows
 */
record ErrorLine(PrintWriter err, boolean verbose) {

  void print(SppdetException error) {
    print(error.getMessage(), error);
  }

  void print(String message, Throwable error) {
    err.println("sppdet: " + message.strip().replaceAll("\\R\\s*", " "));
    if (verbose) {
      error.printStackTrace(err);
    }
    err.flush();
  }
}
