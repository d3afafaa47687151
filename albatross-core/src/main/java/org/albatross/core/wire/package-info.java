/**
 * The encoding of messages, certificate extensions and the state: DER after the grammar of
 * docs/protocol/wire.md, Messages. Each type is described once, as a {@code Codec} put together
 * from smaller ones, and that description reads and writes. Pure; depends on the model and on the
 * packages below only, and whoever sends or reads a message may depend on it.
 */
package org.albatross.core.wire;
