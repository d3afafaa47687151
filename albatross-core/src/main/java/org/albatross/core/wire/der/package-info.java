/**
 * DER: tags, reading and writing, the codecs a grammar is put together from, and the names in
 * certificates, exactly as they are encoded. Uses {@code core.model} only; the grammars in {@code
 * core.wire} depend on it, others for a name or for what is refused.
 */
package org.albatross.core.wire.der;
