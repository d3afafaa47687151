/** How far large data have come, for somebody who waits at a terminal. */
package org.albatross.client.progress;
