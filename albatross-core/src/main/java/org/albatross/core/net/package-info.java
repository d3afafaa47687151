/**
 * Frames, Unix domain sockets and the event loop of the daemons. Everything that moves messages and
 * knows nothing of what they say. Depends on the model and the wire.
 */
package org.albatross.core.net;
