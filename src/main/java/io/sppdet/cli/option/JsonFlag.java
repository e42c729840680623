package io.sppdet.cli.option;

import picocli.CommandLine.Option;

/** Whether what a command prints is for programs. */
@Heading("Output")
public final class JsonFlag {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  public boolean isSet() {
    return json;
  }
}
