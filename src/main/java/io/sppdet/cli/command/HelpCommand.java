package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.cli.terminal.TerminalWriter;
import io.sppdet.cli.terminal.Version;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet help}: what {@code --help} prints. */
@Command(
    name = "help",
    description = {"Prints the help of a command.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Examples:", "  sppdet help", "  sppdet help dataset check"})
public final class HelpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "A command, by its words (default: all of them in a list).")
  private List<String> words = List.of();

  @SuppressWarnings("UnusedVariable") // picocli is asked for its --color
  @Mixin
  private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine command = spec.parent().commandLine();
    for (String word : words) {
      CommandLine below = command.getSubcommands().get(word);
      if (below == null) {
        throw new ParameterException(
            command,
            "unknown command '"
                + word
                + "'"
                + Suggestion.of(word, command.getSubcommands().keySet()));
      }
      command = below;
    }
    command.usage(
        TerminalWriter.own(spec.commandLine().getOut()), // coloured
        spec.commandLine().getColorScheme());
    return 0;
  }
}
