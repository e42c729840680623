package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;

/** The document of a single image, or an array of documents, one a line. */
final class JsonFileWriter implements ResultWriter {
  private final OutputFile file;
  private final JsonArray array;
  private final DetectionJson json;
  private final FileNames names;
  private final boolean single;

  JsonFileWriter(OutputFile file, OutputSettings settings) {
    this.file = file;
    this.array = new JsonArray(file);
    this.json = settings.json();
    this.names = settings.namesOr(FileNames.Style.GIVEN);
    this.single = settings.images().single();
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
    String document = json.document(result, names.of(result.file()));
    if (single) {
      file.write(document);
    } else {
      array.add(document);
    }
  }

  @Override
  public void finish() {
    if (single) {
      file.write("\n");
      file.finish();
    } else {
      array.finish();
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
