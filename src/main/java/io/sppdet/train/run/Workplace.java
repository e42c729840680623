package io.sppdet.train.run;

import java.nio.file.Path;

/**
 * Where a run works, and how wide; none of it changes what comes of it.
 *
 * @param output the new model directory; must not exist yet
 * @param cache folder for what is computed once an image
 * @param cleanCache whether the cache is removed at the end
 * @param threads images that are prepared at the same time
 */
public record Workplace(Path output, Path cache, boolean cleanCache, int threads) {}
