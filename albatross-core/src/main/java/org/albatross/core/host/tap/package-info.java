/**
 * Taps and bridges, and what passed through them. Uses {@code core.host} only; who runs unikernels
 * and who counts what they used depend on it.
 */
package org.albatross.core.host.tap;
