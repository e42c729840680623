/**
 * One image on its way through the network, to look at: a page for people, arrays for programs.
 * Uses {@code detect} and what is below it, {@code output} and {@code page}. Start at {@link
 * io.sppdet.inspect.Inspection}.
 */
package io.sppdet.inspect;
