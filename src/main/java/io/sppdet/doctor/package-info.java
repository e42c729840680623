/**
 * Whether this machine and installation can detect. Start at {@link io.sppdet.doctor.Doctor}. Uses
 * detect, model, image, operator, natives and error.
 */
package io.sppdet.doctor;
