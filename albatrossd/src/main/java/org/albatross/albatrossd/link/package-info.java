/**
 * The links to albatross-console and albatross-stats. Depends on the work, and on what the
 * unikernels want told.
 */
package org.albatross.albatrossd.link;
