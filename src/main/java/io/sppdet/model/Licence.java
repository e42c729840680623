package io.sppdet.model;

/** A licence that covers a part of a model, and where that part comes from. */
public record Licence(String part, String licence, String source) {}
