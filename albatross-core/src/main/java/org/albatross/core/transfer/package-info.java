/**
 * Data that come from a peer or go to it, as much and as slow as they may be. The loop moves the
 * bytes, threads of a pool wait for the disk, and neither waits for a peer. Depends on the model,
 * the wire, Solo5's images, the net, the host and what daemons share.
 */
package org.albatross.core.transfer;
