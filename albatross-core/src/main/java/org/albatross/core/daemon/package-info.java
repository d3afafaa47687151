/**
 * What all daemons share: options, logging, the socket that systemd hands over, how a daemon is
 * started and stopped, threads, and how what is there for all is parted. The client uses none of
 * it.
 */
package org.albatross.core.daemon;
