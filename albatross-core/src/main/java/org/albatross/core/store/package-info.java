/**
 * What albatrossd keeps over its own life, on disk: each image once, by its digest, and a manifest
 * that names the unikernels and policies. Also the original's state file, read and written unit by
 * unit. Every change survives the loss of power at any moment: written beside, synced, renamed.
 */
package org.albatross.core.store;
