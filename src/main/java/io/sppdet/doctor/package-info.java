/**
 * Whether this machine and installation can detect. Uses {@code detect} and all below; start at
 * {@link io.sppdet.doctor.Doctor}.
 */
package io.sppdet.doctor;
