/** Tests of the runnable tree itself: what is in it, where it may lie, which Java it runs on. */
package org.albatross.tree;
