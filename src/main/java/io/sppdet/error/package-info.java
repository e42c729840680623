/**
 * What a user can cause and mend, in one exception type, and how texts of strangers are shown. Uses
 * nothing.
 */
package io.sppdet.error;
