/**
 * Where the native libraries of PyTorch and OpenCV are unpacked, and how they are loaded. Uses
 * {@code error}, DJL and JavaCPP; start at {@link io.sppdet.natives.NativeLibraries}.
 */
package io.sppdet.natives;
