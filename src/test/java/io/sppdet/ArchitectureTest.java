package io.sppdet;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
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

  private static final List<String> BOTTOM = List.of("geometry", "error", "files");
  private static final List<String> IMAGES = with(BOTTOM, "image", "natives");
  private static final List<String> NETWORK = with(IMAGES, "operator", "tensor");
  private static final List<String> MODEL =
      with(
          NETWORK,
          "proposal",
          "backbone",
          "backbone.efficientnet",
          "pooling.roi",
          "pooling.map",
          "head",
          "model");
  private static final List<String> DETECT = with(MODEL, "video", "input", "detect");
  private static final List<String> TRAIN =
      with(DETECT, "classify", "dataset", "train.run", "train.solver");
  private static final List<String> OPTIONS =
      with(
          TRAIN,
          "doctor",
          "output",
          "eval",
          "train.detector",
          "train.classifier",
          "cli.terminal",
          "cli.option");

  /** A package and those it may use besides itself; a package that is not here breaks the rule. */
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("error", List.of()),
              Map.entry("page", List.of()),
              Map.entry("parallel", List.of("error")),
              Map.entry("geometry", List.of("error")),
              Map.entry("files", List.of("error")),
              Map.entry("natives", List.of("error")),
              Map.entry("image", with(BOTTOM, "natives", "video")),
              Map.entry("proposal", IMAGES),
              Map.entry("tensor", List.of("error", "natives")),
              Map.entry("operator", List.of("error", "natives", "tensor")),
              Map.entry("backbone", NETWORK),
              Map.entry("backbone.efficientnet", with(NETWORK, "backbone")),
              Map.entry("pooling.roi", with(BOTTOM, "tensor")),
              Map.entry("pooling.map", with(BOTTOM, "tensor", "pooling.roi")),
              Map.entry("head", with(NETWORK, "pooling.roi", "pooling.map")),
              Map.entry("model", MODEL),
              Map.entry("video", List.of("error", "natives")),
              Map.entry("input", with(BOTTOM, "image", "video")),
              Map.entry("detect", DETECT),
              Map.entry("doctor", DETECT),
              Map.entry("classify", with(MODEL, "input")),
              Map.entry("dataset", with(BOTTOM, "image", "parallel")),
              Map.entry("output", with(BOTTOM, "page", "image", "input", "detect", "classify")),
              Map.entry("inspect", with(DETECT, "output", "page")),
              Map.entry("eval", with(DETECT, "classify", "dataset")),
              Map.entry("report", with(BOTTOM, "page", "image", "detect", "dataset", "eval")),
              Map.entry("train.solver", with(BOTTOM, "operator", "tensor", "head")),
              Map.entry("train.run", with(MODEL, "dataset", "train.solver", "parallel")),
              Map.entry("train.detector", with(TRAIN, "eval", "report", "parallel")),
              Map.entry("train.classifier", with(TRAIN, "eval", "report")),
              Map.entry("cli.terminal", List.of("error", "doctor", "train.run")),
              Map.entry("cli.option", OPTIONS),
              Map.entry("cli.command", with(OPTIONS, "report", "inspect")),
              Map.entry("cli", with(OPTIONS, "cli.command")),
              // of the profile spark; its command has the options of cli
              Map.entry("spark", with(DETECT, "output", "cli", "cli.option", "cli.terminal"))));

  private static List<String> with(List<String> packages, String... more) {
    List<String> all = new ArrayList<>(packages);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  @ArchTest
  static void packagesUseOnlyWhatIsBelowThem(JavaClasses classes) {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("io.sppdet..");
    for (String name : MAY_USE.keySet()) {
      layers = layers.optionalLayer(name).definedBy("io.sppdet." + name);
    }
    for (Map.Entry<String, List<String>> entry : MAY_USE.entrySet()) {
      List<String> below =
          entry.getValue().stream().filter(name -> !name.equals(entry.getKey())).toList();
      layers =
          below.isEmpty()
              ? layers.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
              : layers.whereLayer(entry.getKey()).mayOnlyAccessLayers(below.toArray(String[]::new));
    }
    layers.ensureAllClassesAreContainedInArchitecture().check(classes);
  }

  @ArchTest
  static void packagesFormNoCycles(JavaClasses classes) {
    slices().matching("io.sppdet.(**)").should().beFreeOfCycles().check(classes);
  }

  /** Where a package's documentation says what it uses, it says all of it. */
  @ArchTest
  static void documentationSaysWhatIsUsed(JavaClasses classes) throws IOException {
    int told = 0;
    for (String name : MAY_USE.keySet()) {
      Path file = Path.of("src/main/java/io/sppdet", name.replace('.', '/'), "package-info.java");
      if (Files.notExists(file)) {
        continue; // of the profile spark
      }
      String text = Files.readString(file).replaceAll("\\s+\\* ?|\\{@code |}", " ");
      Matcher uses = Pattern.compile("Uses ((?!.*below).*?)[.;] ").matcher(text);
      if (uses.find()) {
        Set<String> words = new TreeSet<>(List.of(uses.group(1).split("[ ,]+", -1)));
        words.retainAll(MAY_USE.keySet());
        assertEquals(usedBy(name, classes), words, name);
        told++;
      }
    }
    assertTrue(told > 9, "only " + told);
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
