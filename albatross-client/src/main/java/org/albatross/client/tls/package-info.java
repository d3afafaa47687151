/**
 * The way to a host over TLS (docs/protocol/client.md, Commands): the connection, whom we trust
 * there, and what the ways in which it fails mean. The command is in the certificate that we
 * present; a conversation begins with what follows it.
 */
package org.albatross.client.tls;
