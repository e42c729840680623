package io.sppdet.train.run;

/**
 * Where a model comes from, for its provenance.
 *
 * @param command command line
 * @param date ISO 8601 day
 * @param version of the program
 */
public record Origin(String command, String date, String version) {}
