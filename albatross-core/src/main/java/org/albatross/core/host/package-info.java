/**
 * Effects on the host: tenders as processes, fifos, taps and bridges, descriptors, facts about the
 * machine. What the JDK cannot do goes through the C library, bound in one place. Callers own the
 * state; what fails here leaves nothing behind.
 */
package org.albatross.core.host;
