package io.sppdet.train.run;

import java.util.ArrayList;
import java.util.List;

/** Progress that shows nothing and keeps the remarks. */
public class Silent implements Progress {
  public final List<String> notes = new ArrayList<>();

  @Override
  public void begin(String step, long units, long done) {}

  @Override
  public void done(long units, String detail) {}

  @Override
  public void note(String line) {
    notes.add(line);
  }
}
