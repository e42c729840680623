package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;

/** A document a line, each seen by readers as soon as it is there. */
final class JsonLinesWriter implements ResultWriter {
  private final OutputFile file;
  private final DetectionJson json;
  private final FileNames names;

  JsonLinesWriter(OutputFile file, OutputSettings settings) {
    this.file = file;
    this.json = settings.json();
    this.names = settings.namesOr(FileNames.Style.GIVEN);
  }

  @Override
  public void found(Found result) {
    add(result);
  }

  @Override
  public void failed(Failed result) {
    add(result);
  }

  private void add(ImageResult result) {
    file.write(json.document(result, names.of(result.file())) + "\n");
    file.flush();
  }

  @Override
  public void finish() {
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
