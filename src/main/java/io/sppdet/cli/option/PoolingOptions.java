package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import java.util.Objects;
import picocli.CommandLine.Option;

/** How a window of a map, or all of it, becomes a vector. */
@Heading("Pooling")
public final class PoolingOptions {
  @Option(
      names = "--pooling",
      paramLabel = "POOLING",
      description =
          "How windows of any size become vectors of one length: spp:LEVELS, as in spp:1,2,3,6, or"
              + " global- and a word of --pool, as in global-max (default:"
              + " ${bundle:default.pooling}; train: that of a detector in --init).")
  private String pooling;

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description =
          "What becomes of a bin of spp: ${bundle:all.reductions} (default: max; train: that of a"
              + " detector in --init, else ${bundle:default.pool}).")
  private Reduction pool;

  /**
   * What was asked for, completed from the start; null if nothing was.
   *
   * @param start pooling of the model that training starts from
   * @throws SppdetException USAGE if it is no pooling
   */
  public Pyramid pyramid(Pyramid start) {
    if (pooling == null) {
      return pool == null ? null : new Pyramid(start.levels(), pool);
    }
    try {
      return Pyramid.of(pooling, Objects.requireNonNullElse(pool, start.reduction()));
    } catch (IllegalArgumentException e) {
      throw new SppdetException(Kind.USAGE, "--pooling", e.getMessage(), e);
    }
  }
}
