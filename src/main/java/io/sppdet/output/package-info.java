/**
 * What users get of detections: a {@link io.sppdet.output.ResultWriter} for each format, and for
 * drawn pictures, crops and the page. Uses detect, classify, input, image, geometry, files, page
 * and error; start at {@link io.sppdet.output.OutputFormat}.
 */
package io.sppdet.output;
