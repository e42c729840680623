/**
 * What every training has around its recipe: the chosen images, the caches, the work folder with
 * its checkpoint, progress, and the folder of the new model. Uses model, train.solver,
 * backbone.efficientnet, backbone, dataset, proposal, image, operator, tensor, files, parallel,
 * error and geometry.
 */
package io.sppdet.train.run;
