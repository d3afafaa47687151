/**
 * Who may have how much: policies, what is taken, and the rules that compare the two. Uses {@code
 * core.model} and its unikernels; who decides on a command, or shows a policy, depends on it.
 */
package org.albatross.core.model.policy;
