/**
 * Fuzz tests: whatever a stranger or a tenant sends is taken or refused in words, never an
 * unchecked exception, a hang, or memory out of proportion. Each class has one target, for Jazzer
 * fuzzes one for each JVM. What it finds lies in {@code src/test/resources}, in {@code
 * TARGETInputs}, and is run as a test from then on.
 */
package org.albatross.fuzz;
