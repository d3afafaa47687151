/**
 * Solo5 images and the command lines that run them (docs/protocol/tenders.md, Images), as pure
 * functions: the parser of untrusted images, the check of devices against an image's manifest, and
 * the arguments of tenders and of BHyve. Depends on the model only.
 */
package org.albatross.core.solo5;
