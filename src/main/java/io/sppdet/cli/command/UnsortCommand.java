package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.Count;
import io.sppdet.output.MovedPhotos;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet unsort}: undoes {@code detect --sort-by move}. */
@Command(
    name = "unsort",
    description = {"Moves photos back to where 'detect --sort-by move' took them from.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  sppdet unsort sorted/",
      "",
      "Exit codes: 0 all done; 1 some could not be moved, each has a line;",
      "2 bad usage, or no list of moves there."
    })
@Heading("General")
public final class UnsortCommand implements Callable<Integer> {
  @Reads
  @Parameters(
      paramLabel = "DIR",
      description = "Folder of sorted photos, with the list of the moves, moved.jsonl.")
  private Path folder;

  @Mixin private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ErrorLine err = general.errorLine(spec);
    AtomicInteger failed = new AtomicInteger();
    int moved =
        MovedPhotos.undo(
            folder,
            error -> {
              failed.incrementAndGet();
              err.print(error);
            });
    general.note(spec, Count.of(moved, "photo") + " moved back");
    return failed.get() == 0 ? 0 : 1;
  }
}
