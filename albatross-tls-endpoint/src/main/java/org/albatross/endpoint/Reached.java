package org.albatross.endpoint;

import java.util.Optional;

/**
 * A daemon that takes the command of a client now.
 *
 * @param leftOut which of the policies of its certificates do not hold, and why, if any
 */
record Reached(DaemonConnection daemon, Optional<String> leftOut) {}
