/**
 * Work in several threads whose results come in order: {@link io.sppdet.parallel.Ahead}. Uses
 * error.
 */
package io.sppdet.parallel;
