/**
 * Category-independent region proposals: the boxes SPP-net classifies, by selective search. Start
 * at {@link io.sppdet.proposal.SelectiveSearch}. Uses image, natives, error and geometry.
 */
package io.sppdet.proposal;
