package io.sppdet.cli;

import picocli.CommandLine.Command;

/** {@code sppdet model}: what concerns a model alone. */
@Command(
    name = "model",
    description = "Lists, describes and verifies models.",
    subcommands = {ModelListCommand.class, ModelInfoCommand.class, ModelVerifyCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  sppdet model list",
      "  sppdet model info voc07",
      "  sppdet model verify models/mine"
    })
final class ModelCommand {}
