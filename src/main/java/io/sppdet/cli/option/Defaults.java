package io.sppdet.cli.option;

import io.sppdet.cli.option.ConfigFile.Entry;
import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.doctor.Finding;
import io.sppdet.error.SppdetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What options not on the command line are: as environment variables say, else the file of {@code
 * --config}, else the user's own file. The key of {@code --threshold} is {@code threshold}, for all
 * commands that have it, or {@code detect.threshold} for one, which goes before; the variables are
 * {@code SPPDET_THRESHOLD} and {@code SPPDET_DETECT_THRESHOLD}.
 */
public final class Defaults implements IDefaultValueProvider {
  private static final String PREFIX = "SPPDET_";
  private static final String CONFIG = "--config";
  private static final String TRUE = "true";

  /** Variables that mean something else; {@code --cache} of train is SPPDET_TRAIN_CACHE. */
  private static final Set<String> RESERVED =
      Set.of(PREFIX + "CACHE", PREFIX + "JAVA_OPTS", PREFIX + "SHARED");

  private final Map<String, String> environment;
  private final Supplier<CommandSpec> shared;
  private final Map<Path, ConfigFile> files = new HashMap<>();
  private final Map<ArgSpec, String> origins = new HashMap<>();

  private Defaults(Map<String, String> environment, Supplier<CommandSpec> shared) {
    this.environment = environment;
    this.shared = shared;
  }

  /**
   * Lets the options of all commands have such defaults.
   *
   * @param shared the program whose keys may stand beside those of this one, as they share
   *     variables and file; may be the same
   */
  public static void install(
      CommandLine command, Map<String, String> environment, Supplier<CommandSpec> shared) {
    letFlagsBeOnByDefault(command);
    command.setDefaultValueProvider(new Defaults(environment, shared));
  }

  /** Those of a command. */
  public static Defaults of(CommandLine command) {
    return (Defaults) command.getDefaultValueProvider();
  }

  /** Where the value of an option came from; null if from none of these. */
  public String origin(ArgSpec option) {
    return origins.get(option);
  }

  /** To picocli a flag that is given is the opposite of its default, unless it has this value. */
  private static void letFlagsBeOnByDefault(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) { // all, to keep their order
      boolean flag =
          option.typeInfo().isBoolean() && option.arity().max() == 0 && isSettable(option);
      spec.remove(option);
      spec.addOption(
          flag && option.fallbackValue().isEmpty()
              ? OptionSpec.builder(option).fallbackValue(TRUE).build()
              : option);
    }
    command.getSubcommands().values().forEach(Defaults::letFlagsBeOnByDefault);
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !isSettable(option)) {
      return null;
    }
    Entry entry;
    try {
      entry = entry(option);
    } catch (SppdetException e) {
      CommandLine command = option.command().commandLine();
      if (command.isUsageHelpRequested()
          || command.isVersionHelpRequested()
          || command.getCommand() instanceof FaultyDefaults) {
        return null; // help is for those whose files are faulty, too; the doctor tells
      }
      throw e;
    }
    if (entry == null) {
      return null;
    }
    origins.put(option, entry.origin());
    return entry.value();
  }

  private Entry entry(OptionSpec option) {
    for (String key : keys(option)) {
      String variable = variable(key);
      String value = environment.getOrDefault(variable, "");
      if (!value.isEmpty() && !RESERVED.contains(variable)) {
        return new Entry(value, variable);
      }
    }
    for (ConfigFile file : files(option.command())) {
      for (String key : keys(option)) {
        if (file.entries().containsKey(key)) {
          return file.entries().get(key);
        }
      }
    }
    return null;
  }

  /** The files in effect for a command as it was called, the first one going before. */
  List<ConfigFile> files(CommandSpec command) {
    List<ConfigFile> inEffect = new ArrayList<>();
    OptionSpec config = command.findOption(CONFIG);
    if (config != null) {
      Path given = config.getValue();
      String variable = environment.getOrDefault(variable(CONFIG.substring(2)), "");
      if (given != null || !variable.isEmpty()) {
        inEffect.add(read(given == null ? Path.of(variable) : given, command));
      }
    }
    Path own = userFile();
    if (own != null && Files.exists(own)) {
      inEffect.add(read(own, command));
    }
    return inEffect;
  }

  private ConfigFile read(Path path, CommandSpec command) {
    ConfigFile file = files.get(path);
    if (file == null) {
      file = ConfigFile.read(path, known(command.root()));
      files.put(path, file);
    }
    return file;
  }

  /** {@code $XDG_CONFIG_HOME/sppdet/config}, or where that is unset, below ~/.config. */
  private Path userFile() {
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (!xdg.isEmpty()) {
      return Path.of(xdg, "sppdet", "config");
    }
    return home.isEmpty() ? null : Path.of(home, ".config", "sppdet", "config");
  }

  /** The variables that begin as ours do, and the files in effect for a command. */
  public List<Finding> findings(CommandSpec command) {
    List<Finding> findings = new ArrayList<>();
    Set<String> known = new TreeSet<>(RESERVED);
    known(command.root()).forEach(key -> known.add(variable(key)));
    known.add(variable(CONFIG.substring(2)));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (known.contains(name)) {
                findings.add(Finding.ok("variable", name + "=" + value));
              } else if (name.startsWith(PREFIX)) {
                String cause = name + " means nothing" + Suggestion.of(name, known);
                findings.add(Finding.problem("variable", cause, "unset it"));
              }
            });
    try {
      for (ConfigFile file : files(command)) {
        String keys = String.join(", ", file.entries().keySet());
        findings.add(Finding.ok("config", file.path() + ": " + keys));
      }
    } catch (SppdetException e) {
      findings.add(Finding.problem("config", e.getMessage(), "mend the file"));
    }
    return findings;
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /** The keys of a program and those of the one that it shares variables and file with. */
  private Set<String> known(CommandSpec program) {
    Set<String> keys = allKeys(program);
    keys.addAll(allKeys(shared.get()));
    return keys;
  }

  private static Set<String> allKeys(CommandSpec command) {
    Set<String> keys = new TreeSet<>();
    command.options().stream()
        .filter(Defaults::isSettable)
        .forEach(option -> keys.addAll(keys(option)));
    command.subcommands().values().forEach(sub -> keys.addAll(allKeys(sub.getCommandSpec())));
    return keys;
  }

  private static boolean isSettable(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !option.longestName().equals(CONFIG);
  }

  /** The key for the option's command alone, then that for all commands that have it. */
  private static List<String> keys(OptionSpec option) {
    String name = option.longestName().replaceFirst("^-+", "");
    String path = option.command().qualifiedName(".");
    int dot = path.indexOf('.');
    return dot < 0 ? List.of(name) : List.of(path.substring(dot + 1) + "." + name, name);
  }
}
