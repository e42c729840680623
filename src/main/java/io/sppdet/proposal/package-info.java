/**
 * Category-independent region proposals: the boxes SPP-net classifies, by selective search. Uses
 * the image, its geometry, and OpenCV's colour spaces and filters; start at {@link
 * io.sppdet.proposal.SelectiveSearch}.
 */
package io.sppdet.proposal;
