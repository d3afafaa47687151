/** Checks of the project as a whole, from its classes and its sources: nothing runs here. */
package org.albatross.rooms;
