/**
 * Certificates as requests (docs/protocol/client.md, Certificates): keys, signing requests, what a
 * signer checks before it signs, and the certificates that come of it.
 *
 * <p>Files are written here as well: whole or not at all, and a key never over another.
 */
package org.albatross.client.certificate;
