/**
 * Peers that mean harm, many of a kind on one thread, and the honest ones beside them: what tests
 * and measurements of a host under attack share.
 */
package org.albatross.benchmarks.attack;
