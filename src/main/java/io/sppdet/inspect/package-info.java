/**
 * One image on its way through the network, to look at: a page for people, arrays for programs.
 * Start at {@link io.sppdet.inspect.Inspection}. Uses output, detect, model, head, backbone, input,
 * pooling.map, proposal, image, operator, pooling.roi, tensor, files, error, geometry and page.
 */
package io.sppdet.inspect;
