/** The ring buffer that keeps the last lines of a console. */
package org.albatross.core.ring;
