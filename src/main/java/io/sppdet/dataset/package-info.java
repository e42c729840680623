/**
 * Images with labelled boxes, from data sets in the formats of PASCAL VOC, COCO and YOLO, and a
 * check of them. Start at {@link io.sppdet.dataset.Dataset}. Uses image, files, parallel, error and
 * geometry.
 */
package io.sppdet.dataset;
