package org.albatross.core.model;

/** Commands for albatrossd about policies. */
public sealed interface PolicyCommand extends Payload.Command {
  record Info() implements PolicyCommand {}

  record Add(Policy policy) implements PolicyCommand {}

  record Remove() implements PolicyCommand {}
}
