package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.cli.Sppdet;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.proposal.ProposalMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a speed sets, and what goes before it. */
class SpeedTest {
  private static final DetectorDescriptor OWN = ModelDirectory.open(Sppdet.MODEL).detector();

  @Command
  private static final class Asks {
    @Mixin private ModelOptions model;
  }

  private static ModelOptions parse(String... args) {
    List<String> all = new ArrayList<>(List.of("--model", Sppdet.MODEL.toString()));
    all.addAll(List.of(args));
    return CommandLine.populateCommand(new Asks(), all.toArray(String[]::new)).model;
  }

  @Test
  void sidesAreMultiplesOfTheStride() {
    assertEquals(List.of(288, 448), Speed.FAST.scales(List.of(384, 576)));
    assertEquals(List.of(480, 736), Speed.ACCURATE.scales(List.of(384, 576)));
    assertEquals(List.of(32), Speed.FAST.scales(List.of(32, 40)));
    assertEquals(List.of(37), Speed.BALANCED.scales(List.of(37)));
  }

  @Test
  void modelIsAsItIsUnlessASpeedIsAsked() {
    for (ModelOptions options : List.of(parse(), parse("--speed", "balanced"))) {
      assertEquals(OWN.scales(), options.open().detector().scales());
      assertEquals(OWN.proposals(), options.method(OWN).toString());
    }
    ModelOptions fast = parse("--speed", "fast");
    assertEquals(Speed.FAST.scales(OWN.scales()), fast.open().detector().scales());
    assertEquals(OWN.proposals(), fast.method(OWN).toString());
  }

  @Test
  void optionsOfTheirOwnGoBeforeIt() {
    ModelOptions accurate = parse("--speed", "accurate", "--scales", "320");
    assertEquals(List.of(320), accurate.open().detector().scales());
    assertEquals(ProposalMethod.FINE, accurate.method(OWN));
    ModelOptions quick = parse("--proposals", "fast", "--speed", "accurate");
    assertEquals(Speed.ACCURATE.scales(OWN.scales()), quick.open().detector().scales());
    assertEquals(ProposalMethod.FAST, quick.method(OWN));
  }
}
