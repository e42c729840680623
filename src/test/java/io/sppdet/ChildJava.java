package io.sppdet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java like this one, for tests that need a process of their own. */
public final class ChildJava {
  private ChildJava() {}

  /** The start of its command line, for native libraries that Java says nothing about. */
  public static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    return command;
  }

  /** Its class path, ours. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
