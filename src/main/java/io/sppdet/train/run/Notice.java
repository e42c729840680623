package io.sppdet.train.run;

import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text of the file {@code NOTICE}: what the model was trained on, the licences of its parts as
 * {@code model.json} has them, and below lines of dashes the notices of others that go where their
 * work goes.
 *
 * @param model of the folder the file lies in
 */
record Notice(ModelDescription model) {
  private static final String LINE = "-".repeat(111);
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^-{40,}\\R");

  /** Begins the licence of class names, which a model with its own classes has not. */
  private static final String CLASS_NAMES = "The class names";

  /**
   * Writes it.
   *
   * @param start the model that training started from; null for none
   * @param theirs its notice; null where it has none
   */
  String text(ModelDescription start, String theirs) {
    List<String> sections = new ArrayList<>();
    sections.add(own());
    if (theirs != null) {
      List<String> before = SEPARATOR.splitAsStream(theirs).toList();
      boolean trained = start.provenance() != null && start.provenance().split() != null;
      before.stream()
          .skip(trained && before.size() > 1 ? 1 : 0) // what it says of itself and of its data
          .map(String::strip)
          .filter(section -> !section.startsWith(CLASS_NAMES))
          .forEach(sections::add);
    }
    return String.join("\n\n" + LINE + "\n\n", sections) + "\n";
  }

  private String own() {
    Provenance from = model.provenance();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            %s, a %s for sppdet

            Trained by the command in model.json on %,d %s of the data set "%s", split "%s"; %s lists the
            SHA-256 of each. The photos are not part of this folder.

            The licences of its parts, as in model.json:
            """,
            model.name(),
            model.detector() == null ? "classifier" : "detector",
            from.images(),
            from.images() == 1 ? "photo" : "photos",
            from.source(),
            from.split(),
            from.imageChecksums()));
    for (Licence licence : model.licences()) {
      text.append("- ").append(licence.part()).append(": ").append(licence.licence());
      text.append(" (").append(licence.source()).append(")\n");
    }
    return text.toString().strip();
  }
}
