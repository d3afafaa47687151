package org.albatross.client.transport;

import org.albatross.client.request.Request;
import org.albatross.core.model.AlbatrossException;

/** A way to the daemons. */
public interface Transport {
  /** Connects and delivers the command; its upload is up to the caller. */
  Conversation start(Request request) throws AlbatrossException;

  /** Who answers a request, as a person would call it. */
  String peer(Request request);
}
