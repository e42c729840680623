package io.sppdet;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which package may use which: the arrows go one way, down to geometry and error. The rules are
 * methods because Surefire passes over rules that are fields.
 */
@AnalyzeClasses(packages = "io.sppdet", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
  /** ArchUnit's own knows the folders of a build without a profile only. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  /** From the bottom up: a package, and those that it uses besides itself, no more and no fewer. */
  private static final Map<String, Set<String>> USES =
      parse(
          """
          error:
          geometry:
          files: error
          natives: error
          page: error
          parallel: error
          tensor: natives, error
          video: natives, error
          image: video, files, natives, error, geometry
          operator: tensor
          pooling.roi: tensor, geometry
          backbone: image, files, error, geometry
          dataset: image, files, parallel, error, geometry
          input: image, video, files, error
          pooling.map: pooling.roi, tensor
          proposal: image, natives, error, geometry
          backbone.efficientnet: backbone, image, operator, tensor, error
          head: pooling.map, operator, pooling.roi, tensor, error, geometry
          model: backbone.efficientnet, head, backbone, proposal, image, operator, \
            pooling.roi, tensor, files, error, geometry
          train.solver: head, operator, tensor
          classify: model, head, backbone, input, pooling.map, image, operator, pooling.roi, \
            tensor, files, error, geometry
          detect: model, head, input, proposal, image, pooling.roi, natives, files, error, geometry
          train.run: model, train.solver, backbone.efficientnet, backbone, dataset, proposal, \
            image, operator, tensor, files, parallel, error, geometry
          doctor: detect, model, image, operator, natives, error
          eval: classify, detect, model, dataset, input, image, tensor, files, error, geometry
          output: classify, detect, input, image, files, error, geometry, page
          cli.terminal: doctor, train.run, model, error
          inspect: output, detect, model, head, backbone, input, pooling.map, proposal, image, \
            operator, pooling.roi, tensor, files, error, geometry, page
          report: eval, detect, model, dataset, image, files, error, geometry, page
          train.classifier: eval, classify, train.run, model, train.solver, head, backbone, \
            dataset, pooling.roi, tensor, error
          train.detector: eval, detect, train.run, model, train.solver, backbone.efficientnet, \
            head, backbone, dataset, proposal, image, operator, pooling.roi, tensor, natives, \
            parallel, error, geometry
          cli.option: cli.terminal, train.detector, doctor, output, detect, train.run, model, \
            head, backbone, dataset, input, proposal, image, operator, pooling.roi, files, \
            natives, error, geometry
          cli.command: cli.option, cli.terminal, inspect, report, train.classifier, \
            train.detector, doctor, eval, output, classify, detect, train.run, model, head, \
            dataset, input, proposal, image, pooling.roi, natives, error, geometry
          cli: cli.command, cli.option, cli.terminal, image, natives, error
          """);

  /** Of the profile spark, which has the options of cli; what it may use. */
  private static final String SPARK = "spark";

  private static final List<String> SPARK_MAY_USE =
      List.of(
          "cli",
          "cli.option",
          "cli.terminal",
          "output",
          "detect",
          "model",
          "input",
          "proposal",
          "operator",
          "image",
          "natives",
          "files",
          "geometry",
          "error");

  private static Map<String, Set<String>> parse(String lines) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      String[] parts = line.split(": ?", 2);
      uses.put(
          parts[0],
          parts[1].isBlank()
              ? Set.of()
              : new TreeSet<>(List.of(parts[1].strip().split(", *", -1))));
    }
    return uses;
  }

  @ArchTest
  static void packagesUseWhatIsBelowThemAsWritten(JavaClasses classes) {
    List<String> wrong = new ArrayList<>();
    Set<String> packages = packages(classes);
    for (String name : packages) {
      Set<String> used = usedBy(name, classes);
      if (name.equals(SPARK)) {
        used.removeAll(SPARK_MAY_USE);
        used.forEach(other -> wrong.add("spark may not use " + other));
      } else if (!used.equals(USES.get(name))) {
        wrong.add("%s uses %s, not %s".formatted(name, used, USES.get(name)));
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(packages.containsAll(USES.keySet()), "some are no longer there: " + USES.keySet());
  }

  private static Set<String> packages(JavaClasses classes) {
    return classes.stream()
        .map(each -> each.getPackageName())
        .filter(each -> each.startsWith("io.sppdet."))
        .map(each -> each.substring("io.sppdet.".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ArchTest
  static void packagesFormNoCycles(JavaClasses classes) {
    slices().matching("io.sppdet.(**)").should().beFreeOfCycles().check(classes);
  }

  /** A package's documentation says what it uses, all of it. */
  @ArchTest
  static void documentationSaysWhatIsUsed(JavaClasses classes) throws IOException {
    for (Map.Entry<String, Set<String>> each : USES.entrySet()) {
      String folder = each.getKey().replace('.', '/');
      String text =
          Files.readString(Path.of("src/main/java/io/sppdet", folder, "package-info.java"))
              .replaceAll("\\s+\\* ?|\\{@code |}", " ");
      Matcher uses = Pattern.compile("Uses (.*?)[.;] ").matcher(text);
      assertTrue(uses.find(), each.getKey());
      Set<String> words = new TreeSet<>(List.of(uses.group(1).split("[ ,]+", -1)));
      words.removeAll(Set.of("and", "nothing"));
      assertEquals(each.getValue(), words, each.getKey());
    }
  }

  private static Set<String> usedBy(String name, JavaClasses classes) {
    return classes.stream()
        .filter(each -> each.getPackageName().equals("io.sppdet." + name))
        .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getPackageName())
        .filter(used -> used.startsWith("io.sppdet.") && !used.equals("io.sppdet." + name))
        .map(used -> used.substring("io.sppdet.".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Another way would leave DJL free to report usage and to unpack into another folder. */
  @ArchTest
  static void onlyTensorsOpensNativeMemoryAndSeeds(JavaClasses classes) {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.sppdet.tensor.Tensors")
        .should()
        .callMethodWhere(
            target(owner(assignableTo("ai.djl.ndarray.NDManager")))
                .and(target(name("newBaseManager"))))
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo("ai.djl.engine.Engine"))).and(target(name("setRandomSeed"))))
        .check(classes);
  }

  @ArchTest
  static void onlyTheCommandLinePrints(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sppdet.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(classes);
  }

  /** All else goes through the writer that escapes what strangers wrote. */
  @ArchTest
  static void onlyColoursArePrintedAsTheyAre(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage("io.sppdet.cli..")
        .and()
        .doNotHaveSimpleName("Main")
        .and()
        .doNotHaveSimpleName("Interruption")
        .should(ACCESS_STANDARD_STREAMS)
        .check(classes);
    noClasses()
        .that()
        .doNotHaveSimpleName("ErrorLine")
        .and()
        .doNotHaveSimpleName("ConsoleProgress")
        .and()
        .doNotHaveSimpleName("DoctorCommand")
        .and()
        .doNotHaveSimpleName("HelpCommand")
        .should()
        .callMethodWhere(
            target(name("own")).and(target(owner(name("io.sppdet.cli.terminal.TerminalWriter")))))
        .check(classes);
  }

  @ArchTest
  static void onlyTheCommandLineExits(JavaClasses classes) {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sppdet.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(classes);
  }
}
