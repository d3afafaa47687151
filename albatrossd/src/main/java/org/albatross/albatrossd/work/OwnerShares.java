package org.albatross.albatrossd.work;

import org.albatross.core.daemon.Shares;
import org.albatross.core.model.AlbatrossException;

/**
 * How many commands are under way for each owner: those that move much, and the others, each have
 * places of their own. The administrator's are bounded by the connections alone.
 */
public final class OwnerShares {
  private static final int TRANSFERS = 32;
  private static final int ALL_TRANSFERS = 192;
  private static final int COMMANDS = 64;

  private final Shares<Owner> transfers = new Shares<>(TRANSFERS, ALL_TRANSFERS);
  private final Shares<Owner> commands = new Shares<>(COMMANDS, Integer.MAX_VALUE);

  /**
   * One more command.
   *
   * @param moves whether much data come with it, or are answered
   * @return to be run when it is over
   * @throws AlbatrossException if its owner has as many as it may have
   */
  public Runnable enter(Owner owner, boolean moves) throws AlbatrossException {
    // Nobody in particular: what the endpoint asks for itself.
    if (owner.isAdministrator() || owner.tenant().isRoot() && !moves) {
      return () -> {};
    }
    Shares<Owner> shares = moves ? transfers : commands;
    if (!shares.take(owner, 1)) {
      throw new AlbatrossException(
          "%s has %s %s under way, and there is no place for another; try again later"
              .formatted(owner, shares.of(owner), moves ? "transfers" : "commands"));
    }
    return () -> shares.giveBack(owner, 1);
  }
}
