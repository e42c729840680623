package io.sppdet.train.detector;

import io.sppdet.train.run.FeatureStore;
import java.util.List;

/**
 * Images that regions are drawn from.
 *
 * @param store what is computed of them once
 * @param classes which objects count, by class id
 */
record RegionSource(FeatureStore store, List<String> classes, List<FeatureStore.Entry> images) {}
