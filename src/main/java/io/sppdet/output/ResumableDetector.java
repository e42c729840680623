package io.sppdet.output;

import io.sppdet.detect.BatchDetector;
import io.sppdet.input.ImageInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Detects in many images, except those of which a journal of an interrupted run holds the result.
 *
 * @param journal keeps the new results too
 */
public record ResumableDetector(BatchDetector detector, Journal journal) {

  private record Step(ImageInput input, Optional<Long> place) {}

  /** Gives the result of each input, in order, until {@code stopped}. */
  public void run(List<ImageInput> inputs, ResultWriter sink, BooleanSupplier stopped) {
    List<ImageInput> open = new ArrayList<>();
    Deque<Step> steps = new ArrayDeque<>();
    for (ImageInput input : inputs) {
      Optional<Long> place = journal.place(input);
      steps.add(new Step(input, place));
      if (place.isEmpty()) {
        open.add(input);
      }
    }
    replay(steps, sink, stopped);
    detector.run(
        open.iterator(),
        result -> {
          steps.remove();
          sink.write(result);
          journal.add(result);
          replay(steps, sink, stopped);
        },
        stopped);
  }

  /** Replays what is known before the next image to detect in. */
  private void replay(Deque<Step> steps, ResultWriter sink, BooleanSupplier stopped) {
    while (!stopped.getAsBoolean() && !steps.isEmpty() && steps.peek().place().isPresent()) {
      Step step = steps.remove();
      sink.replay(journal.result(step.place().get(), step.input()));
    }
  }
}
