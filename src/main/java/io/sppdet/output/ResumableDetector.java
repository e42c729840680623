package io.sppdet.output;

import io.sppdet.detect.BatchDetector;
import io.sppdet.input.ImageInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
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
    Deque<String> stamps = new ArrayDeque<>(); // of those that are being read
    detector.run(
        stamped(open.iterator(), stamps),
        result -> {
          steps.remove();
          sink.write(result);
          journal.add(result, stamps.remove());
          replay(steps, sink, stopped);
        },
        stopped);
  }

  private static Iterator<ImageInput> stamped(Iterator<ImageInput> inputs, Deque<String> stamps) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inputs.hasNext();
      }

      @Override
      public ImageInput next() {
        ImageInput input = inputs.next();
        stamps.add(Journal.stamp(input));
        return input;
      }
    };
  }

  /** Replays what is known before the next image to detect in. */
  private void replay(Deque<Step> steps, ResultWriter sink, BooleanSupplier stopped) {
    while (!stopped.getAsBoolean() && !steps.isEmpty() && steps.peek().place().isPresent()) {
      Step step = steps.remove();
      sink.replay(journal.result(step.place().get(), step.input()));
    }
  }
}
