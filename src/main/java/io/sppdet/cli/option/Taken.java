package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that one of several programs behind a command takes: those of the mixins that are its
 * components. All others, which the command has for its other programs, would mean nothing.
 */
public final class Taken {
  private Taken() {}

  /**
   * Refuses the options given on the command line that a program does not take.
   *
   * @param program a record of mixins
   * @param reason why the others mean nothing
   * @throws SppdetException USAGE for the first of them
   */
  public static void refuseOthers(
      CommandSpec spec, Class<? extends Record> program, String reason) {
    Set<Class<?>> mixins = new HashSet<>();
    for (RecordComponent component : program.getRecordComponents()) {
      add(component.getType(), mixins);
    }
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (option.userObject() instanceof Field field
          && !mixins.contains(field.getDeclaringClass())) {
        throw new SppdetException(Kind.USAGE, option.longestName(), reason);
      }
    }
  }

  /** A mixin and those in it. */
  private static void add(Class<?> mixin, Set<Class<?>> mixins) {
    mixins.add(mixin);
    Arrays.stream(mixin.getDeclaredFields())
        .filter(field -> field.isAnnotationPresent(Mixin.class))
        .forEach(field -> add(field.getType(), mixins));
  }
}
