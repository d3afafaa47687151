package org.albatross.core.model;

/** What runs a unikernel. */
public enum VmType {
  SOLO5,
  BHYVE
}
