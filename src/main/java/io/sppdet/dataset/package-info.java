/**
 * Images with labelled boxes, from folders in PASCAL VOC layout. Uses geometry and error; start at
 * {@link io.sppdet.dataset.VocDataset}.
 */
package io.sppdet.dataset;
