/**
 * What the HTML pages have in common: {@link io.sppdet.page.Page} makes one of a template, a style
 * and a script, all in one file, in the colours of {@code palette.css}. Uses error.
 */
package io.sppdet.page;
