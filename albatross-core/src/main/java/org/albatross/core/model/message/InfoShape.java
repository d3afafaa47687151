package org.albatross.core.model.message;

import org.albatross.core.model.unikernel.UnikernelInfo;

/** The shapes in which {@link UnikernelInfo} was sent over the years, oldest first. */
public enum InfoShape {
  V4,
  V5,
  CURRENT
}
