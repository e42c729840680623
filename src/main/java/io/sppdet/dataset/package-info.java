/**
 * Images with labelled boxes, from data sets in the formats of PASCAL VOC, COCO and YOLO, and a
 * check of them. Uses geometry, image, files, parallel and error; start at {@link
 * io.sppdet.dataset.Dataset}.
 */
package io.sppdet.dataset;
