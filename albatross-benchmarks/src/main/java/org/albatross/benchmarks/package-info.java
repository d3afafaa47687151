/** JMH benchmarks of the core. */
package org.albatross.benchmarks;
