/**
 * Category-independent region proposals: the boxes SPP-net classifies. Uses the image, its geometry
 * and OpenCV's selective search; start at {@link io.sppdet.proposal.ProposalMethod}.
 */
package io.sppdet.proposal;
