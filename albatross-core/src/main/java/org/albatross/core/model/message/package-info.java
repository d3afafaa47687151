/**
 * The messages: commands, what is answered to them, what albatross-stats sends. Uses all of the
 * model; the wire and whoever speaks to others depend on it, the rest of the model does not.
 */
package org.albatross.core.model.message;
