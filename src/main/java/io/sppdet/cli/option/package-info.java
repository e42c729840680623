/**
 * Options that commands share, where their defaults come from, and what runs read and write; start
 * at {@link io.sppdet.cli.option.CommonOptions}.
 */
package io.sppdet.cli.option;
