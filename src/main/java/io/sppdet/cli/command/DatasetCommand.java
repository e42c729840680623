package io.sppdet.cli.command;

import io.sppdet.cli.terminal.Version;
import picocli.CommandLine.Command;

/** {@code sppdet dataset}: what concerns a data set alone. */
@Command(
    name = "dataset",
    description = "Checks labelled data sets.",
    subcommands = DatasetCheckCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: sppdet dataset check raccoons/"})
public final class DatasetCommand {}
