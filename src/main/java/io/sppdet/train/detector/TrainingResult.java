package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.train.run.LossLog;
import java.util.List;

/**
 * What a run tells beside the model it wrote.
 *
 * @param split the images it took
 * @param losses of fine-tuning
 * @param heldOutLosses in some of the images held out, in the course of it
 * @param heldOut the images that no layer has seen, only the calibration
 * @param found the finished model's detections in each of them, with scores calibrated on others of
 *     them
 * @param threshold the model's least score of a detection
 */
public record TrainingResult(
    String split,
    List<LossLog.Point> losses,
    List<LossLog.Point> heldOutLosses,
    List<LabelledImage> heldOut,
    List<List<Detection>> found,
    double threshold) {}
