/**
 * What {@code scripts/bench} needs of sppdet alone: JMH benchmarks of single stages, and its
 * proposals as JSON. No test runs them.
 */
package io.sppdet.bench;
