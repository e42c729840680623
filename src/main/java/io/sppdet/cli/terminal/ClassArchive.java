package io.sppdet.cli.terminal;

import io.sppdet.doctor.Finding;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Java's classes as Java keeps them, read and checked already (AppCDS): a tenth of the time of a
 * photo. The first detection that finds no archive leaves a list of its classes, and starts a
 * process that makes the archive once the detection has ended. It holds for one Java and one jar.
 *
 * <p>The launcher names, as {@value #PROPERTY}, the archive that it starts Java with, {@code
 * PREFIX-SIZE.jsa}, or the prefix where there is none. Java compares checksums when it opens one
 * ({@code VerifySharedSpaces}), the launcher the size with that in the name, since Java 17 dies of
 * a file that was cut.
 */
public final class ClassArchive {
  private static final String PROPERTY = "sppdet.archive";
  private static final String LISTS = "-XX:DumpLoadedClassList=";
  private static final String SUFFIX = ".jsa";
  private static final List<String> QUIET = List.of("-XX:+UseSerialGC", "-Xlog:disable");

  private ClassArchive() {}

  /**
   * Makes the archive, in a process that nobody waits for; or removes one that Java refused.
   *
   * @param program the class with which the archive is tried
   */
  public static void afterRun(boolean succeeded, Class<?> program) {
    try {
      String archive = System.getProperty(PROPERTY, "");
      if (archive.endsWith(SUFFIX)) {
        if (!isShared() && arguments().stream().noneMatch(option -> option.startsWith("-Xshare"))) {
          Files.deleteIfExists(Path.of(archive));
        }
        return;
      }
      for (String option : arguments()) {
        if (option.startsWith(LISTS)) {
          String list = option.substring(LISTS.length());
          if (succeeded) {
            String me = String.valueOf(ProcessHandle.current().pid());
            List<String> more =
                List.of(ClassArchive.class.getName(), archive, list, me, program.getName());
            start(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), more);
          } else {
            Files.deleteIfExists(Path.of(list));
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // the next run starts as slowly as this one
    }
  }

  /** The archive of this run, for {@code doctor}. */
  public static Finding finding() {
    String archive = System.getProperty(PROPERTY, "");
    if (!archive.endsWith(SUFFIX)) {
      return Finding.ok("class archive", "none: the next detection leaves one, for later starts");
    }
    return Finding.ok(
        "class archive", archive + (isShared() ? ", in use" : ", refused by Java and so removed"));
  }

  private static boolean isShared() {
    return System.getProperty("java.vm.info", "").contains("sharing");
  }

  private static List<String> arguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /** The process: {@code PREFIX LIST PID-THAT-WRITES-THE-LIST PROGRAM}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path prefix = Path.of(args[0]);
    Path list = Path.of(args[1]);
    Path made = Path.of(prefix + ".new");
    Path lock = Path.of(prefix + ".lock");
    ProcessHandle.of(Long.parseLong(args[2])).ifPresent(process -> process.onExit().join());
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock mine = channel.tryLock()) {
      if (mine != null && make(list, made, args[3])) {
        Path archive = Path.of(prefix + "-" + Files.size(made) + SUFFIX);
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        removeAllBut(archive, prefix);
      }
      if (mine != null) {
        Files.deleteIfExists(made);
      }
    } finally {
      Files.deleteIfExists(list);
    }
  }

  private static boolean make(Path list, Path made, String program)
      throws IOException, InterruptedException {
    String file = "-XX:SharedArchiveFile=" + made;
    int dumped =
        start(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + list, file), List.of())
            .waitFor();
    return dumped == 0
        && start(
                    List.of("-Xshare:on", "-XX:+VerifySharedSpaces", file),
                    List.of(program, "--version"))
                .waitFor()
            == 0;
  }

  /** Earlier archives of this jar, and lists of runs that were killed. */
  private static void removeAllBut(Path archive, Path prefix) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(prefix.getParent(), prefix.getFileName() + "[-.]*{jsa,list}")) {
      for (Path file : files) {
        if (!file.equals(archive)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Starts this Java with this class path, unheard. */
  private static Process start(List<String> options, List<String> more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUIET);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(more);
    return new ProcessBuilder(command)
        .directory(new File(System.getProperty("java.home")))
        .redirectInput(
            Redirect.from(
                new File(
                    System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null")))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
