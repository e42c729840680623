package io.sppdet.cli.command;

import io.sppdet.cli.terminal.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet completion}: the name of a shell in, its completion script out. */
@Command(
    name = "completion",
    description = {
      "Prints the script by which a shell completes commands, options and their values.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  source <(sppdet completion bash)    # or zsh; in ~/.bashrc or ~/.zshrc",
      "  sppdet completion fish > ~/.config/fish/completions/sppdet.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  private enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String OWN_MODELS =
      """
      function own_models_of_sppdet() {
        find models "${XDG_DATA_HOME:-$HOME/.local/share}/sppdet/models" -maxdepth 2 -name model.json 2> /dev/null |
          sed 's|/model.json$||; s|.*/||'
      }

      """;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine commands = spec.root().commandLine();
    addNegatedNames(commands.getCommandSpec());
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (shell) {
          case BASH -> bash(commands);
          case ZSH -> zsh(commands);
          case FISH -> FishCompletion.script(commands.getCommandSpec());
        });
    out.flush();
    return 0;
  }

  /**
   * Picocli's, in which files are completed too wherever no word is, models are found in the user's
   * folders, and the last name of several with commas is completed.
   */
  private static String bash(CommandLine commands) {
    return AutoComplete.bash(commands.getCommandName(), commands)
        .replace("  type compopt &>/dev/null && compopt +o default\n", "")
        .replace(
            "COMPREPLY=( $( compReplyArray \"${MODEL_option_args[@]}\" ) )",
            """
            type compopt &>/dev/null && compopt -o filenames
                  COMPREPLY=( $( { compReplyArray "${MODEL_option_args[@]}"
                    compgen -W "$(own_models_of_sppdet)" -- "${curr_word}"
                    compgen -f -- "${curr_word}"; } | sort -u ) )\
            """
                .strip())
        .replace(
            "  local i\n  local quoted\n",
            """
              [[ $curr_word != *,* ]] || options=("${options[@]/#/${curr_word%,*},}")
              local i
              local quoted
            """
                .indent(0))
        .replace( // %q also quotes commas, which need it in a list of braces only
            "    printf -v quoted %q \"${options[i]}\"\n",
            "    printf -v quoted %q \"${options[i]}\"\n    quoted=${quoted//\\\\,/,}\n")
        .replace("function compReplyArray() {", OWN_MODELS + "function compReplyArray() {");
  }

  /** Bash's script, which may be sourced or lie in a folder of {@code fpath}. */
  private static String zsh(CommandLine commands) {
    return """
    #compdef %1$s
    function compopt { : } # which only bash has
    %2$s
    # read by zsh at the first completion rather than sourced: this one is to be answered, too
    [[ $funcstack[1] != _%1$s ]] || _bash_complete -o default -F _complete_%1$s
    """
        .formatted(commands.getCommandName(), bash(commands));
  }

  /** {@code --no-x} as an option of its own, since picocli writes down {@code --x} alone. */
  private static void addNegatedNames(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      if (option.negatable()) {
        OptionSpec.Builder positive = OptionSpec.builder(option).negatable(false);
        command.remove(option);
        command.addOption(positive.build());
        String[] names = option.names();
        for (int i = 0; i < names.length; i++) {
          names[i] = command.negatableOptionTransformer().makeNegative(names[i], command);
        }
        command.addOption(positive.names(names).build());
      }
    }
    command.subcommands().values().forEach(below -> addNegatedNames(below.getCommandSpec()));
  }
}
