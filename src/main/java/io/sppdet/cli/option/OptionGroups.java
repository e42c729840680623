package io.sppdet.cli.option;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The option list of the help, in parts: each option is under the {@link Heading} of its field,
 * else under that of the class, mostly a mixin, that declares it. Argument groups of picocli would
 * print the same, but they leave fields null and required options unchecked.
 */
public final class OptionGroups implements IHelpSectionRenderer {
  private static final String LAST = "General";

  /**
   * Lists the options of a command and of all below it in groups, and in the synopsis not at all.
   */
  public static void install(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .abbreviateSynopsis(true)
        .commandListHeading("%n@|bold Commands|@%n");
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionGroups());
    command.setHelpSectionKeys(commandsFirst(command.getHelpSectionKeys()));
    command.getSubcommands().values().forEach(OptionGroups::install);
  }

  /** What there is to choose from, then the options. */
  private static List<String> commandsFirst(List<String> sections) {
    List<String> commands =
        List.of(
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
    List<String> order = new ArrayList<>(sections);
    order.removeAll(commands);
    order.addAll(order.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING), commands);
    return order;
  }

  /** The visible options by heading, in the order of declaration, the general ones last. */
  public static Map<String, List<OptionSpec>> of(CommandSpec command) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        groups.computeIfAbsent(heading(option), name -> new ArrayList<>()).add(option);
      }
    }
    List<OptionSpec> general = groups.remove(LAST);
    if (general != null) {
      groups.put(LAST, general);
    }
    return groups;
  }

  private static String heading(OptionSpec option) {
    if (!(option.userObject() instanceof Field field)) {
      return LAST;
    }
    Heading heading = field.getAnnotation(Heading.class);
    if (heading == null) {
      heading = field.getDeclaringClass().getAnnotation(Heading.class);
    }
    return heading == null ? LAST : heading.value();
  }

  @Override
  public String render(Help help) {
    CommandSpec command = help.commandSpec();
    StringBuilder text = new StringBuilder();
    of(command)
        .forEach(
            (heading, options) -> {
              Layout layout = // of all options, so that the columns of the groups agree
                  help.createDefaultLayout(
                      command.options(), command.positionalParameters(), help.colorScheme());
              layout.addOptions(options, help.parameterLabelRenderer());
              text.append(help.createHeading("%n@|bold " + heading + "|@%n")).append(layout);
            });
    return text.toString();
  }
}
