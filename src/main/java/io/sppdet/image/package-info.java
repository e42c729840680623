/**
 * Reading, resizing and drawing on images, by OpenCV through JavaCV; the pictures of HEIC files by
 * FFmpeg. Start at {@link io.sppdet.image.Image}. Uses video, files, natives, error and geometry.
 */
package io.sppdet.image;
