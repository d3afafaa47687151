/**
 * What may happen to unikernels, and when: {@link org.albatross.albatrossd.life.Handler} makes of
 * the state and an event the next state and what is to be done. Nothing here has effects, reads a
 * clock or knows a thread; whoever drives it carries the actions out and feeds back what came of
 * them. Depends on the model and on what the store keeps of a unikernel.
 */
package org.albatross.albatrossd.life;
