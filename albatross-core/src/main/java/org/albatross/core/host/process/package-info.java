/**
 * Tenders as processes: started, confined, pinned to a CPU, waited for, found again. Uses {@code
 * core.host} and its files; only who runs unikernels depends on it.
 */
package org.albatross.core.host.process;
