/**
 * What a process and its taps used so far. Uses {@code core.host} and its taps; albatross-stats
 * depends on it.
 */
package org.albatross.core.host.usage;
