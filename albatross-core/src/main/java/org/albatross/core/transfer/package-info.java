/**
 * Data that come from a peer or go to it, as much and as slow as they may be. The loop moves the
 * bytes, threads of a pool wait for the disk, and neither waits for a peer. Depends on the model,
 * the wire and the net.
 */
package org.albatross.core.transfer;
