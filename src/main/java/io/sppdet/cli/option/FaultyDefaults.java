package io.sppdet.cli.option;

/** A command that runs although a file of defaults is faulty, since it says so itself. */
public interface FaultyDefaults {}
