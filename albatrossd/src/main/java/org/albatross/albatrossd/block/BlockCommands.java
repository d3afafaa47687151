package org.albatross.albatrossd.block;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.peer.Commands;
import org.albatross.albatrossd.unikernel.Holdings;
import org.albatross.albatrossd.unikernel.Runner;
import org.albatross.albatrossd.work.Bulk;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.policy.PolicyException;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.unikernel.Image;

/**
 * Commands about block devices that fit in one message (docs/protocol/daemons.md, Block devices).
 */
public final class BlockCommands implements Commands<BlockCommand> {
  static final String ADDED = "added block device";

  private final Holdings holdings;
  private final Runner runner;
  private final BlockFiles files;
  private final Bulk bulk;

  public BlockCommands(Holdings holdings, Runner runner, BlockFiles files, Bulk bulk) {
    this.holdings = holdings;
    this.runner = runner;
    this.files = files;
    this.bulk = bulk;
  }

  @Override
  public CompletableFuture<Payload> handle(Message message, BlockCommand command, Owner owner) {
    Name name = message.name();
    try {
      if (command instanceof BlockCommand.Info) {
        return CompletableFuture.completedFuture(new Success.Blocks(infos(name)));
      }
      if (command instanceof BlockCommand.Add add) {
        return add(name, add.size(), new Image(false, Bytes.EMPTY), owner);
      }
      if (command instanceof BlockCommand.AddWithData add) {
        boolean compressed = add.compressed() && add.data().isPresent();
        Image data = new Image(compressed, add.data().orElse(Bytes.EMPTY));
        return add(name, add.size(), data, owner);
      }
      if (command instanceof BlockCommand.Remove) {
        return remove(name, owner);
      }
      if (command instanceof BlockCommand.SetWithData set) {
        return set(name, new Image(set.compressed(), set.data()), owner);
      }
      throw new IllegalArgumentException("a stream is handled elsewhere: " + command);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private List<Named<BlockInfo>> infos(Name asked) {
    Resources resources = holdings.resources();
    List<Named<BlockInfo>> infos = new ArrayList<>();
    for (Named<Long> block : resources.blocks().below(asked.path())) {
      BlockInfo info = new BlockInfo(block.value(), resources.userOf(block.name()).isPresent());
      if (asked.label().isEmpty()) {
        infos.add(new Named<>(block.name().relativeTo(asked.path()), info));
      } else if (asked.equals(block.name())) {
        infos.add(new Named<>(asked, info));
      }
    }
    return infos;
  }

  private CompletableFuture<Payload> add(Name name, long size, Image data, Owner owner) {
    return beginNew(name, size)
        .thenCompose(
            reserved ->
                bulk.work(owner)
                    .run(
                        () -> {
                          files.checkSpace(name, size);
                          files.create(name, size, data);
                          return (Payload) new Success.Text(ADDED);
                        })
                    .whenComplete((done, failure) -> endNew(name, failure == null)));
  }

  /**
   * Reserves what a new block device takes, if the policies allow it; nobody uses it until {@link
   * #endNew}.
   *
   * @param size in MB
   */
  CompletableFuture<Void> beginNew(Name name, long size) {
    return runner
        .rootPolicy()
        .thenCompose(
            root -> {
              try {
                ResourceRules.checkBlockAdd(holdings.resources(), name, size, root);
              } catch (PolicyException e) {
                return CompletableFuture.failedFuture(e);
              }
              holdings.change(resources -> resources.withBlock(name, size).withTransfer(name));
              return CompletableFuture.completedFuture(null);
            });
  }

  /** It was made, or else what was reserved for it is free again. */
  void endNew(Name name, boolean made) {
    holdings.change(
        resources ->
            made
                ? resources.withoutTransfer(name)
                : resources.withoutTransfer(name).withoutBlock(name));
  }

  private CompletableFuture<Payload> remove(Name name, Owner owner) throws PolicyException {
    return exclusively(
            name,
            owner,
            size -> {
              files.remove(name);
              return (Payload) new Success.Text("removed block device");
            })
        .thenApply(
            done -> {
              holdings.change(resources -> resources.withoutBlock(name));
              return done;
            });
  }

  private CompletableFuture<Payload> set(Name name, Image data, Owner owner)
      throws PolicyException {
    return exclusively(
        name,
        owner,
        size -> {
          files.create(name, size, data);
          return new Success.Text("set block device");
        });
  }

  /** A job on a block device of which nobody else makes use. */
  interface Job {
    Payload run(long megabytes) throws Exception;
  }

  private CompletableFuture<Payload> exclusively(Name name, Owner owner, Job job)
      throws PolicyException {
    long size = begin(name);
    return bulk.work(owner).run(() -> job.run(size)).whenComplete((done, failure) -> end(name));
  }

  /**
   * Nobody else uses the block device until {@link #end}.
   *
   * @return its size in MB
   */
  long begin(Name name) throws PolicyException {
    ResourceRules.checkBlockIdle(holdings.resources(), name);
    holdings.change(resources -> resources.withTransfer(name));
    return holdings.resources().blocks().get(name).orElseThrow();
  }

  void end(Name name) {
    holdings.change(resources -> resources.withoutTransfer(name));
  }
}
