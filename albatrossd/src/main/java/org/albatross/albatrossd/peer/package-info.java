/** Whoever is connected, whatever is asked: how commands are handed on and answered. */
package org.albatross.albatrossd.peer;
