/**
 * The host, as far as all effects on it need it: the C library, bound in one place, descriptors and
 * waiting for them, signals, syslog, other programs, facts about the machine. What is done with
 * that is in the packages below. Uses the model and the names of devices in {@code core.solo5};
 * whoever has an effect may depend on it, the model, the wire and the client's answers may not.
 */
package org.albatross.core.host;
