/**
 * The report of a training run or an evaluation: a page to look at, and its figures as CSV and
 * JSON. Start at {@link io.sppdet.report.ReportWriter}. Uses eval, detect, model, dataset, image,
 * files, error, geometry and page.
 */
package io.sppdet.report;
