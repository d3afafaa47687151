/**
 * What all daemons share: options, logging, the socket that systemd hands over, how a daemon is
 * started and stopped. The client uses none of it.
 */
package org.albatross.core.daemon;
