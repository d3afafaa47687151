/** albatross-stats: gathers what running unikernels use. Depends on the core only. */
package org.albatross.stats;
