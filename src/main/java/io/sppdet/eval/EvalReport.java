package io.sppdet.eval;

/**
 * The result of an evaluation on a split, as a table and as JSON.
 *
 * @param model name of the model
 * @param dataset name of the data set's folder
 * @param split name of the split
 * @param result what was computed of the detections
 * @param run what was measured while the model ran; null for detections from a file
 */
public record EvalReport(
    String model, String dataset, String split, Evaluation.Result result, Evaluator.Run run) {

  /** A line a class, the means, then the other figures; all percentages. */
  public String table() {
    return new EvalTable(this).text();
  }

  /** The same for programs, and more; fractions, null where there is nothing to find. */
  public String json() {
    return new EvalJson(this).text();
  }

  /** Over all images; the time of loading the model is left out. */
  public double imagesPerSecond() {
    return result.voc().images() / run.seconds();
  }
}
