/**
 * Reading, resizing and drawing on images, by OpenCV through JavaCV. Start at {@link
 * io.sppdet.image.Image}.
 */
package io.sppdet.image;
