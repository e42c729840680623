/**
 * Videos as pictures by time, and the pictures of HEVC in photos, decoded by FFmpeg; start at
 * {@link io.sppdet.video.VideoFile}. Uses natives and error.
 */
package io.sppdet.video;
