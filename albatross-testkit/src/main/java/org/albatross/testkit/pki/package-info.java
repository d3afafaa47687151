/**
 * Certificates for tests, good ones and every kind of bad one, made with Bouncy Castle. Knows
 * nothing of what an albatross extension says: tests give its bytes.
 */
package org.albatross.testkit.pki;
