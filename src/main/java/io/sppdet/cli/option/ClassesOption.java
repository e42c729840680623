package io.sppdet.cli.option;

import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.detect.ClassGroups;
import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which classes are looked at. */
@Heading("Detection")
public final class ClassesOption {
  @Option(
      names = "--classes",
      paramLabel = "NAME",
      completionCandidates = KnownNames.Classes.class,
      split = ",",
      description = "Only these classes or groups, separated by commas (default: all).")
  private List<String> classes = List.of();

  /** The names given; none for all classes. */
  public Set<String> names() {
    return classes.stream()
        .map(FileName::ofClass)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The classes those names mean; none for all.
   *
   * @param who knows the classes, in the words of a message
   * @throws SppdetException USAGE for a name that means none of them
   */
  public Set<String> of(String who, List<String> known, ClassGroups groups) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names()) {
      List<String> meant =
          known.contains(name)
              ? List.of(name)
              : groups.classes().getOrDefault(name, List.of()).stream()
                  .filter(known::contains)
                  .toList();
      if (meant.isEmpty()) {
        throw SppdetException.ofSetting(
            "classes",
            who
                + " knows no '"
                + name
                + "'; it knows "
                + String.join(", ", known)
                + Suggestion.of(name, known));
      }
      wanted.addAll(meant);
    }
    return wanted;
  }
}
