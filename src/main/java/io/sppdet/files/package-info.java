/**
 * Files and folders that appear whole or not at all, and that one run at a time writes; their
 * removal; SHA-256. Start at {@link io.sppdet.files.Claim}. Uses error.
 */
package io.sppdet.files;
