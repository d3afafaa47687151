/** Why the client gives up, and what its exit code says of that. */
package org.albatross.client.error;
