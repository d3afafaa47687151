/**
 * The encoding of messages, certificate extensions and the state: DER after the grammar of
 * docs/protocol/wire.md, Messages. Each type is described once, as a {@code Codec} put together
 * from smaller ones, and that description reads and writes. The names in certificates are read
 * here, too, exactly as they are encoded. Pure; depends on the model only.
 */
package org.albatross.core.wire;
