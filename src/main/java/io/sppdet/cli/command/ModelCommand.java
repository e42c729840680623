package io.sppdet.cli.command;

import io.sppdet.cli.terminal.Version;
import picocli.CommandLine.Command;

/** {@code sppdet model}: what concerns a model alone. */
@Command(
    name = "model",
    description = "Lists, describes, verifies and compresses models.",
    subcommands = {
      ModelListCommand.class,
      ModelInfoCommand.class,
      ModelVerifyCommand.class,
      ModelCompressCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  sppdet model list",
      "  sppdet model info voc07",
      "  sppdet model verify models/mine",
      "  sppdet model compress voc07 --keep 256 -o models/voc07-small"
    })
public final class ModelCommand {}
