package org.albatross.core.model;

/** The shapes in which {@link UnikernelInfo} was sent over the years, oldest first. */
public enum InfoShape {
  V4,
  V5,
  CURRENT
}
