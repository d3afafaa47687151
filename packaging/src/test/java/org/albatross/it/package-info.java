/**
 * Tests of the runnable tree: the real programs, started by their launchers, in a network namespace
 * and directories of their own. With the real tenders where they are on PATH, else with the stub.
 */
package org.albatross.it;
