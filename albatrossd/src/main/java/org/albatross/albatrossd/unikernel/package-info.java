/**
 * The one place that drives {@link org.albatross.albatrossd.life}: it holds the state, carries the
 * actions out and feeds back what came of them. What it needs of host, disk and other daemons it
 * states as interfaces, which others implement; it depends on no part but the life and the work.
 */
package org.albatross.albatrossd.unikernel;
