/**
 * The model directory: {@code model.json} and the files it names. Start at {@link
 * io.sppdet.model.ModelDirectory}.
 */
package io.sppdet.model;
