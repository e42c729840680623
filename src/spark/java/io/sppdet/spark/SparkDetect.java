package io.sppdet.spark;

import io.sppdet.cli.Main;
import io.sppdet.cli.terminal.Version;
import picocli.CommandLine.Command;

/** {@code detect} on a Spark cluster: what {@code spark-submit --class} names. */
@Command(
    name = "sppdet-spark",
    description = "Finds objects in photos with SPP-net (He et al. 2014), on a Spark cluster.",
    subcommands = ClusterDetect.class,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example:",
      "  spark-submit --properties-file scripts/spark/sppdet-spark.conf \\",
      "    --class io.sppdet.spark.SparkDetect target/spark/sppdet-0.1.0-spark.jar \\",
      "    detect --model voc07.zip -r s3a://photos/2026/ -o s3a://found/2026",
      "",
      "Exit codes: 0 all done; 1 some images failed; 2 bad usage or output;",
      "3 the model, a native library or the cluster failed."
    })
public final class SparkDetect {

  public static void main(String[] args) {
    Main.run(new SparkDetect(), args);
  }
}
