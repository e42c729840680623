/**
 * Boxes, their coding and suppression, and the projection of an RoI onto a feature map. Pure
 * arithmetic; start at {@link io.sppdet.geometry.RoiProjection}. Uses nothing.
 */
package io.sppdet.geometry;
