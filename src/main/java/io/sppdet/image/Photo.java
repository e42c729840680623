package io.sppdet.image;

/**
 * An image and what there is to say of the file it was decoded from.
 *
 * @param image its pixels
 * @param notes what else was in the same bytes
 */
public record Photo(Image image, PhotoNotes notes) {}
