/**
 * albatross-stats: gathers what running unikernels use and streams it to subscribers
 * (docs/protocol/daemons.md, albatross-stats). One loop owns the state and the sockets; a thread
 * beside it asks the host.
 */
package org.albatross.stats;
