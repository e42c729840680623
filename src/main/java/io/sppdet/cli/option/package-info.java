/**
 * Options that commands share, where their defaults come from, and what runs read and write; start
 * at {@link io.sppdet.cli.option.CommonOptions}. Uses cli.terminal, train.detector, doctor, output,
 * detect, train.run, model, head, backbone, dataset, input, proposal, image, operator, pooling.roi,
 * files, natives, error and geometry.
 */
package io.sppdet.cli.option;
