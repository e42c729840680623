/**
 * What the user names, as images: files, folders, patterns, lists, archives and standard input, in
 * an order that depends on nothing but their names. Start at {@link io.sppdet.input.ImageSearch}.
 * Uses image, video, files and error.
 */
package io.sppdet.input;
