package org.albatross.core.model;

/** A value with the name that it has in a reply or in the state. */
public record Named<T>(Name name, T value) {}
