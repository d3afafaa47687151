/**
 * A unikernel as a value: its arguments, devices and image, what it is started with, how it is and
 * how it ended. Uses the names and bytes of {@code core.model}; all may depend on it.
 */
package org.albatross.core.model.unikernel;
