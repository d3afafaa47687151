package org.albatross.albatrossd.unikernel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.albatrossd.life.Moment;
import org.albatross.albatrossd.life.Tender;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.StoredUnikernel;

/** Unikernels on a host without processes, with a disk that fails when the test says so. */
public abstract class UnikernelsFixture {
  static final ExitStatus CRASH = new ExitStatus.Signalled(11);
  public static final OnFailure RESTART = new OnFailure.Restart(SortedSets.copyOf(Set.of()));

  public final FakeRunner host = new FakeRunner();
  public final List<String> told = new ArrayList<>();
  public final Holdings holdings = new Holdings(Resources.empty(Optional.empty()));
  NameTrie<StoredUnikernel> saved = NameTrie.empty();
  int saves;
  int held;
  boolean diskFull;
  boolean diskBroken;
  final Peers peers =
      new Peers() {
        @Override
        public void started(Name name, Tender tender) {
          told.add("add " + name);
        }

        @Override
        public void ended(Name name) {
          told.add("remove " + name);
        }
      };
  public final Unikernels unikernels =
      new Unikernels(host, peers, holdings, new Memory(), this::now);

  private Moment now() {
    return new Moment(host.now, Duration.between(Instant.EPOCH, host.now));
  }

  /**
   * A disk that is full when the test says so: what goes can go. Or broken: nothing can be done.
   */
  private final class Memory implements Keeper {
    @Override
    public CompletableFuture<Void> save() {
      if (diskFull || diskBroken) {
        return CompletableFuture.failedFuture(new AlbatrossException("no space left"));
      }
      saves++;
      saved = unikernels.configs();
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> saveLoss() {
      if (!diskFull || diskBroken) {
        return save();
      }
      for (Named<StoredUnikernel> each : saved.entries()) {
        if (unikernels.configs().get(each.name()).isEmpty()) {
          saved = saved.without(each.name());
        }
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Runnable hold(StoredUnikernel unikernel) {
      held++;
      return () -> held--;
    }
  }

  public static Name name(String text) {
    try {
      return Name.parse(text);
    } catch (org.albatross.core.model.InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static StoredUnikernel config(long memory, OnFailure onFailure, boolean addName) {
    Arguments arguments =
        new Arguments(
            onFailure,
            OptionalLong.empty(),
            addName,
            SortedSets.copyOf(Set.of(0L)),
            memory,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    ImageId image = new ImageId(Bytes.wrap(new byte[ImageId.DIGEST_LENGTH]), 5);
    return new StoredUnikernel(VmType.SOLO5, Optional.of(image), arguments);
  }

  static StoredUnikernel withDisk(StoredUnikernel config) {
    Arguments a = config.arguments();
    return config.withArguments(
        new Arguments(
            a.onFailure(),
            a.startup(),
            a.addName(),
            a.cpuIds(),
            a.memory(),
            List.of(new BlockDevice("disk", Optional.empty(), OptionalLong.empty())),
            a.nets(),
            a.argv(),
            a.numCpus(),
            a.linuxBootPartition()));
  }

  public static final StoredUnikernel ONCE = config(100, new OnFailure.Quit(), false);
  public static final StoredUnikernel FOREVER = config(100, RESTART, false);

  static String refusal(CompletableFuture<Void> operation) {
    assertTrue(operation.isCompletedExceptionally());
    return Work.cause(assertThrows(CompletionException.class, operation::join)).getMessage();
  }

  void create(String name, StoredUnikernel config) {
    unikernels.create(name(name), config, false).join();
  }

  List<String> holding() {
    return holdings.resources().unikernels().entries().stream()
        .map(each -> each.name().text())
        .toList();
  }

  Optional<Phase> phase(String name) {
    return unikernels.find(name(name)).orElseThrow().life().phase();
  }
}
