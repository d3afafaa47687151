package org.albatross.core.model.message;

/**
 * A block device on the host.
 *
 * @param size in MB
 * @param active whether a unikernel uses it
 */
public record BlockInfo(long size, boolean active) {}
