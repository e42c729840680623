package io.sppdet.train;

import java.util.ArrayList;
import java.util.List;

/** Progress that shows nothing and keeps the remarks. */
final class Silent implements Progress {
  final List<String> notes = new ArrayList<>();

  @Override
  public void begin(String step, long units) {}

  @Override
  public void done(long units, String detail) {}

  @Override
  public void note(String line) {
    notes.add(line);
  }
}
