package io.sppdet.cli.terminal;

import picocli.CommandLine.IVersionProvider;

/** The version written into the jar's manifest by the build. */
public final class Version implements IVersionProvider {
  /** The number alone. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "sppdet " + number(),
      "Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }
}
