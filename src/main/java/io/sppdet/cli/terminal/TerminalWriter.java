package io.sppdet.cli.terminal;

import io.sppdet.error.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What a command prints to, standard output or standard error, wherever that leads: texts of
 * strangers can tell a terminal nothing. In JSON they mean what they meant.
 */
public final class TerminalWriter extends PrintWriter {
  private final PrintWriter own;

  private TerminalWriter(PrintWriter own) {
    super(new Escaping(own), true);
    this.own = own;
  }

  public static TerminalWriter of(PrintWriter own) {
    return own instanceof TerminalWriter terminal ? terminal : new TerminalWriter(own);
  }

  /** The same for what we colour ourselves; texts of strangers in it are to be escaped before. */
  public static PrintWriter own(PrintWriter writer) {
    writer.flush();
    return writer instanceof TerminalWriter terminal ? terminal.own : writer;
  }

  private static final class Escaping extends FilterWriter {
    /** The first half of a character, whose second half comes with the next call. */
    private String half = "";

    Escaping(Writer out) {
      super(out);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      String all = half + text.substring(from, from + length);
      int end = all.length();
      boolean cut = end > 0 && Character.isHighSurrogate(all.charAt(end - 1));
      half = cut ? all.substring(end - 1) : "";
      String whole = cut ? all.substring(0, end - 1) : all;
      out.write(PlainText.lines(whole.replace(System.lineSeparator(), "\n"))); // Windows has two
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
      write(new String(chars, from, length), 0, length);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.write(PlainText.lines(half));
      out.close();
    }
  }
}
