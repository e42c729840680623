/**
 * The report of a training run or an evaluation: a page to look at, and its figures as CSV and
 * JSON. Uses eval, dataset, detect, image, geometry, files, page and error; start at {@link
 * io.sppdet.report.ReportWriter}.
 */
package io.sppdet.report;
