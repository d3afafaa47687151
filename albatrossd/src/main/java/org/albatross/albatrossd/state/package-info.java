/** What is on the disk: read at the start, written with each change. */
package org.albatross.albatrossd.state;
