/**
 * albatrossd: turns messages about unikernels, policies and block devices into calls on the core.
 */
package org.albatross.daemon;
