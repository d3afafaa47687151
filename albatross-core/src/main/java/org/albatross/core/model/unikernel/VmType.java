package org.albatross.core.model.unikernel;

/** What runs a unikernel. */
public enum VmType {
  SOLO5,
  BHYVE
}
