/**
 * Where the native libraries of PyTorch and OpenCV are unpacked, and how they are loaded. Start at
 * {@link io.sppdet.natives.NativeLibraries}. Uses error.
 */
package io.sppdet.natives;
