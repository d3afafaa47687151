/**
 * What is compressed, written and read piece by piece. Uses what the decoders throw; whoever moves
 * images and data may depend on it.
 */
package org.albatross.core.wire.zlib;
