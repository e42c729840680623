package io.sppdet.cli;

/** A command that runs although a file of defaults is faulty, since it says so itself. */
interface FaultyDefaults {}
