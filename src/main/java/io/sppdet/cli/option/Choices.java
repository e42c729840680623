package io.sppdet.cli.option;

import io.sppdet.head.Neck;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.output.OutputFormat;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.detector.Tuning;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What options may be set to, each with what its constant says of it, and defaults that are no
 * texts, for their descriptions: where one holds <code>${bundle:all.necks}</code>, the help lists
 * the necks there are.
 */
public final class Choices extends ResourceBundle {
  private static final Map<String, Supplier<String>> TEXTS =
      Map.of(
          "all.formats", () -> list(OutputFormat.values(), OutputFormat::note),
          "all.necks", () -> list(Neck.values(), Neck::note),
          "all.networks", () -> list(ClassifierNetwork.values(), ClassifierNetwork::note),
          "all.proposals", () -> list(ProposalMethod.values(), ProposalMethod::note),
          "all.reductions", () -> list(Reduction.values(), Reduction::note),
          "default.pooling", () -> Pyramid.DEFAULT.toString(),
          "default.pool", () -> Pyramid.DEFAULT.reduction().toString(),
          "default.rate", () -> decimal(Tuning.RATE),
          "default.fixed-rate", () -> decimal(Tuning.FIXED_RATE),
          "backbone.rate",
              () -> String.format(Locale.ROOT, "%.2f", Tuning.BACKBONE_RATE / Tuning.RATE));

  private static <T> String list(T[] constants, Function<T, String> note) {
    return Stream.of(constants)
        .map(each -> note.apply(each).isEmpty() ? each + "" : each + " (" + note.apply(each) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  @Override
  protected Object handleGetObject(String key) {
    return TEXTS.containsKey(key) ? TEXTS.get(key).get() : null;
  }

  @Override
  public Enumeration<String> getKeys() {
    return Collections.enumeration(TEXTS.keySet());
  }
}
