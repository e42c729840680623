package io.sppdet.output;

/** A file that holds one JSON array, an element a line. */
final class JsonArray implements AutoCloseable {
  private final OutputFile file;
  private boolean empty = true;

  JsonArray(OutputFile file) {
    this.file = file;
  }

  /** Adds an element, as JSON. */
  void add(String element) {
    file.write((empty ? "[\n" : ",\n") + element);
    empty = false;
  }

  void finish() {
    file.write((empty ? "[" : "\n") + "]\n");
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
