/**
 * Videos as pictures by time, decoded by FFmpeg; start at {@link io.sppdet.video.VideoFile}. Uses
 * natives and error.
 */
package io.sppdet.video;
