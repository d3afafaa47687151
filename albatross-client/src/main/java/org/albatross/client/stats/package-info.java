/**
 * Statistics as people look at them: what two totals and the time between them say, as lines, as a
 * table that is drawn again, and on the whole screen.
 */
package org.albatross.client.stats;
