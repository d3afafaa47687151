/** Conversations with daemons. */
package org.albatross.client.transport;
