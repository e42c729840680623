/**
 * What every training has around its recipe: the chosen images, the caches, the work folder with
 * its checkpoint, progress, and the folder of the new model.
 */
package io.sppdet.train.run;
