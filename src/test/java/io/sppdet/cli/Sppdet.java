package io.sppdet.cli;

import io.sppdet.ChildJava;
import io.sppdet.natives.NativeLibraries;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a run of the command line gave.
 *
 * @param exitCode of the command
 * @param out standard output
 * @param err standard error
 */
public record Sppdet(int exitCode, String out, String err) {
  /** The project, with the shipped models and samples. */
  public static final Path HOME =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  public static final Path MODEL = HOME.resolve("models/voc07");
  public static final Path SAMPLES = HOME.resolve("samples");

  /** Runs the command line in this JVM, with no defaults of the user's. */
  public static Sppdet run(Object... args) {
    return run(Map.of(), args);
  }

  /** Runs the command line in this JVM, with defaults of options from these variables. */
  public static Sppdet run(Map<String, String> environment, Object... args) {
    NativeLibraries.configure();
    System.setProperty("sppdet.home", HOME.toString());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine(environment).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(strings(args).toArray(String[]::new));
    return new Sppdet(exitCode, out.toString(), err.toString());
  }

  /** The command line in a JVM of its own, not started yet. */
  public static ProcessBuilder process(Object... args) {
    List<String> command = ChildJava.command();
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Dsppdet.home=" + HOME));
    command.addAll(List.of("-cp", ChildJava.classPath(), Main.class.getName()));
    command.addAll(strings(args));
    return new ProcessBuilder(command);
  }

  /** Runs the command line in a JVM of its own. */
  public static Sppdet fork(Path folder, Object... args) throws IOException, InterruptedException {
    File out = Files.createTempFile(folder, "out", "").toFile();
    File err = Files.createTempFile(folder, "err", "").toFile();
    int exitCode = process(args).redirectOutput(out).redirectError(err).start().waitFor();
    return new Sppdet(exitCode, Files.readString(out.toPath()), Files.readString(err.toPath()));
  }

  private static List<String> strings(Object... args) {
    return Stream.of(args)
        .flatMap(arg -> arg instanceof List<?> list ? list.stream() : Stream.of(arg))
        .map(Object::toString)
        .toList();
  }

  public List<String> outLines() {
    return out.lines().toList();
  }

  public List<String> errLines() {
    return err.lines().toList();
  }
}
