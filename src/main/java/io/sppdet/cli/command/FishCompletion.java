package io.sppdet.cli.command;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The completion script for fish, which picocli can't write. */
final class FishCompletion {
  /** The parameter types whose values may be files; a string may be the name of one. */
  private static final Set<Class<?>> FILES = Set.of(Path.class, File.class, String.class);

  private static final String OWN_MODELS =
      "(set -q XDG_DATA_HOME; or set -l XDG_DATA_HOME ~/.local/share;"
          + " find models $XDG_DATA_HOME/sppdet/models -maxdepth 2 -name model.json 2> /dev/null"
          + " | string replace -r '.*?([^/]+)/model.json$' '$1')";

  /** In fish: succeeds when the words before the cursor lead to the command given. */
  private static final String AT =
      """
      function __%1$s_at
          set -l at
          for word in (commandline -opc)[2..-1]
              if contains -- (string trim "$at $word") %2$s
                  set at (string trim "$at $word")
              end
          end
          test "$at" = "$argv"
      end
      """;

  private final String name;
  private final List<String> commands = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();

  private FishCompletion(String name) {
    this.name = name;
  }

  /** The script for a command and all below it. */
  static String script(CommandSpec root) {
    FishCompletion fish = new FishCompletion(root.name());
    fish.complete("", root);
    String known = fish.commands.stream().map(FishCompletion::quoted).collect(joiningWords());
    return AT.formatted(root.name(), known) + fish.lines;
  }

  private void complete(String path, CommandSpec command) {
    if (command.positionalParameters().stream().noneMatch(FishCompletion::takesFiles)) {
      line(path, "-f");
    }
    for (CommandLine below : command.subcommands().values()) {
      CommandSpec spec = below.getCommandSpec();
      if (!spec.usageMessage().hidden()) {
        line(path, "-a " + quoted(spec.name()) + description(spec.usageMessage().description()));
      }
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (!candidates(parameter).isEmpty()) {
        line(path, "-a " + quoted(candidates(parameter)) + description(parameter.description()));
      }
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        line(path, names(option) + value(option) + description(option.description()));
      }
    }
    for (CommandLine below : command.subcommands().values()) {
      String deeper = (path + " " + below.getCommandName()).strip();
      commands.add(deeper);
      complete(deeper, below.getCommandSpec());
    }
  }

  private void line(String path, String what) {
    String condition = quoted("__" + name + "_at " + path);
    lines.append("complete -c ").append(name).append(" -n ").append(condition);
    lines.append(' ').append(what).append('\n');
  }

  private static String names(OptionSpec option) {
    return option.names().length == 0
        ? ""
        : List.of(option.names()).stream()
            .map(name -> name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.charAt(1))
            .collect(joiningWords());
  }

  /** What follows the option: nothing, one of some words, a file, or anything else. */
  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String candidates = candidates(option);
    if (!candidates.isEmpty() && option.paramLabel().equals("MODEL")) {
      return " -r -F -a " + quoted(candidates + " " + OWN_MODELS);
    }
    if (!candidates.isEmpty() && ",".equals(option.splitRegex())) {
      return " -x -a " + quoted("(__fish_append , " + candidates + ")");
    }
    if (!candidates.isEmpty()) {
      return " -x -a " + quoted(candidates);
    }
    return takesFiles(option) ? " -r -F" : " -x";
  }

  private static boolean takesFiles(ArgSpec argument) {
    return candidates(argument).isEmpty() && FILES.contains(elementType(argument));
  }

  private static Class<?> elementType(ArgSpec argument) {
    return argument.auxiliaryTypes()[0];
  }

  private static String candidates(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null
        ? ""
        : StreamSupport.stream(candidates.spliterator(), false).collect(joiningWords());
  }

  /** The first clause, since there is one line for it. */
  private static String description(String[] text) {
    String clause = String.join(" ", text).split("[.;:]( |$)| \\(", 2)[0].strip();
    return clause.isEmpty() ? "" : " -d " + quoted(clause);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static Collector<CharSequence, ?, String> joiningWords() {
    return Collectors.joining(" ");
  }
}
