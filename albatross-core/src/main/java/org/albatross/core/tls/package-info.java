/**
 * Certificates as requests: what a chain that a client presents says, or why it is refused, as pure
 * functions; and what endpoint and client need to set up TLS with the JDK. Depends on the model,
 * the wire and net; the files of keys and certificates are the only I/O.
 */
package org.albatross.core.tls;
