/** The one exception type for what a user can cause and mend. Uses nothing. */
package io.sppdet.error;
