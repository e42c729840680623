package io.sppdet.train.run;

import java.util.ArrayList;
import java.util.List;

/** Progress that shows nothing and keeps the remarks, and what was to come and came. */
public class Silent implements Progress {
  public final List<String> notes = new ArrayList<>();
  public final List<String> announced = new ArrayList<>();
  public final List<String> begun = new ArrayList<>();

  @Override
  public void stages(List<Stage> stages) {
    stages.forEach(stage -> announced.add(stage.step()));
  }

  @Override
  public void begin(String step, long units, long done) {
    begun.add(step);
  }

  @Override
  public void done(long units, String detail) {}

  @Override
  public void note(String line) {
    notes.add(line);
  }
}
