/**
 * Detection on a Spark cluster: the same engine, options and bytes as on one machine. The driver
 * lists the photos and cuts the list into batches, each a job of its own, and these into slices; an
 * executor opens the photos of a slice itself. Built by the profile {@code spark} alone, and uses
 * nothing of Spark but its Java API, so that one jar runs on several versions. Start at {@link
 * io.sppdet.spark.SparkDetect}.
 */
package io.sppdet.spark;
