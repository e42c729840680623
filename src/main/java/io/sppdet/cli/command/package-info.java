/**
 * One class a command, which translates options into one call of a service and its result into an
 * exit code. Uses cli.option, cli.terminal, inspect, report, train.classifier, train.detector,
 * doctor, eval, output, classify, detect, train.run, model, head, dataset, input, proposal, image,
 * pooling.roi, natives, error and geometry.
 */
package io.sppdet.cli.command;
