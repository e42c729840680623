/**
 * Category-independent region proposals: the boxes SPP-net classifies, by selective search. Uses
 * image, geometry, natives and error, and OpenCV's colour spaces and filters; start at {@link
 * io.sppdet.proposal.SelectiveSearch}.
 */
package io.sppdet.proposal;
