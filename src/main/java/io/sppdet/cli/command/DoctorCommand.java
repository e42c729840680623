package io.sppdet.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.Defaults;
import io.sppdet.cli.option.FaultyDefaults;
import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.JsonFlag;
import io.sppdet.cli.terminal.ClassArchive;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.TerminalWriter;
import io.sppdet.cli.terminal.Version;
import io.sppdet.doctor.Doctor;
import io.sppdet.doctor.Finding;
import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException.Kind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sppdet doctor}: whether all that a detection needs is there. */
@Command(
    name = "doctor",
    description = {
      "Looks at Java, the machine, the native libraries, the models and the settings, and detects"
          + " once in a picture made in memory.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet doctor",
      "  sppdet doctor --json > doctor.json",
      "",
      "Exit codes: 0 each line is ok; 3 there is a problem, its line says what to do."
    })
public final class DoctorCommand implements Callable<Integer>, FaultyDefaults {
  @Mixin private JsonFlag json;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    common.setThreads();
    List<Finding> findings = new ArrayList<>(settings());
    List<Path> models =
        Installation.shipped().stream().map(Installation.models()::resolve).toList();
    if (models.isEmpty()) {
      findings.add(
          Finding.problem(
              "models", "there are none in " + Installation.models(), "install sppdet again"));
    }
    findings.addAll(
        new Doctor(models, Installation.models().resolve(Installation.DETECTOR)).findings());
    PrintWriter out = TerminalWriter.own(spec.commandLine().getOut()); // coloured
    out.print(json.isSet() ? PlainText.lines(json(findings)) : text(findings));
    out.flush();
    return findings.stream().allMatch(Finding::isOk) ? 0 : Kind.ENGINE.exitCode();
  }

  /** The version, and the variables and files that options get defaults from. */
  private List<Finding> settings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok("sppdet", Version.number() + ", " + Installation.home().toAbsolutePath()));
    findings.add(ClassArchive.finding());
    findings.addAll(Defaults.of(spec.commandLine()).findings(spec));
    return findings;
  }

  private String text(List<Finding> findings) {
    Ansi ansi = GeneralOptions.color(spec).output();
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          finding.isOk()
              ? ansi.string("@|green ok|@  ")
                  + "%-13s %s%n".formatted(finding.topic(), PlainText.line(finding.value()))
              : ansi.string("@|bold,red PROBLEM:|@ ")
                  + "%s: %s%n".formatted(finding.topic(), PlainText.line(finding.problem())));
    }
    return text.toString();
  }

  private static String json(List<Finding> findings) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = mapper.createObjectNode();
    tree.put("ok", findings.stream().allMatch(Finding::isOk));
    for (Finding finding : findings) {
      ObjectNode node = tree.withArray("findings").addObject();
      node.put("topic", finding.topic()).put("ok", finding.isOk());
      node.put(
          finding.isOk() ? "value" : "problem",
          finding.isOk() ? finding.value() : finding.problem());
      if (!finding.milliseconds().isEmpty()) {
        node.set("milliseconds", mapper.valueToTree(finding.milliseconds()));
      }
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
