package org.albatross.client.transport;

import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;

/** A way to the daemons. */
public interface Transport {
  /** Connects and delivers the command; its upload is up to the caller. */
  Conversation start(Request request) throws ClientException;
}
