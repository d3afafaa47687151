/** Tests of what is made of statistics. */
package org.albatross.client.stats;
