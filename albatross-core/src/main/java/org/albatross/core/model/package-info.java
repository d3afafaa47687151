/**
 * What Albatross is about: names, policies, unikernels, block devices and the messages that speak
 * of them, as immutable values and pure functions. No I/O, no logging, no clock. Depends on nothing
 * but the JDK; everything else may depend on it.
 */
package org.albatross.core.model;
