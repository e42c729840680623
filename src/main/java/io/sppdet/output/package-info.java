/**
 * What users get of detections: a {@link io.sppdet.output.ResultWriter} for each format, and for
 * drawn pictures, crops and the page. Start at {@link io.sppdet.output.OutputFormat}. Uses
 * classify, detect, input, image, files, error, geometry and page.
 */
package io.sppdet.output;
