/**
 * Files as the daemons need them: who may do what, whole reads, locks, private files, fifos. Uses
 * {@code core.host} only; whoever keeps something on disk may depend on it.
 */
package org.albatross.core.host.file;
