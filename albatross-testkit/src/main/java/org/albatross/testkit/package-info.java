/**
 * What tests and the demo share: unikernel images made without a toolchain, the stub tender, and
 * seeded random values. Depends on nothing of the project, so that every module's tests may depend
 * on it.
 */
package org.albatross.testkit;
