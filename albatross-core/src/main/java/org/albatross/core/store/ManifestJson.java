package org.albatross.core.store;

import static org.albatross.core.store.Json.NUMBER;
import static org.albatross.core.store.Json.TEXT;
import static org.albatross.core.store.Json.TRUTH;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.Text;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.VmType;

/** The manifest in JSON. Sizes of memory and block devices are in MB, of images in bytes. */
final class ManifestJson {
  static final long VERSION = 1;

  private ManifestJson() {}

  private static final Json<Name> NAME = TEXT.map(Name::parse, Name::text);
  private static final Json<SortedSet<Long>> NUMBERS =
      NUMBER.list().map(SortedSets::copyOf, List::copyOf);
  private static final Json<SortedSet<String>> TEXTS =
      TEXT.list().map(SortedSets::copyOf, List::copyOf);

  private static final Json<Bytes> DIGEST =
      TEXT.map(
          text -> {
            if (!text.matches("[0-9a-f]{" + 2 * ImageId.DIGEST_LENGTH + "}")) {
              throw new StoreException(Text.quote(text) + " is no SHA-256 digest");
            }
            return Bytes.wrap(HexFormat.of().parseHex(text));
          },
          Bytes::toHex);

  private static final Json<VmType> TYPE =
      TEXT.map(
          text ->
              switch (text) {
                case "solo5" -> VmType.SOLO5;
                case "bhyve" -> VmType.BHYVE;
                default -> throw new StoreException(Text.quote(text) + " is no type");
              },
          type -> type == VmType.SOLO5 ? "solo5" : "bhyve");

  private static final Json<MacAddress> MAC = TEXT.map(MacAddress::parse, MacAddress::toString);

  /** The exit codes on which to start again; empty: the default ones. */
  private static final Json<OnFailure> RESTART =
      NUMBERS.map(OnFailure.Restart::new, rule -> ((OnFailure.Restart) rule).exitCodes());

  private static final Json<ImageId> IMAGE =
      JsonObject.of(
          f -> {
            var sha256 = f.required("sha256", DIGEST, ImageId::sha256);
            var size = f.required("size", NUMBER, ImageId::size);
            return in -> {
              if (in.get(size) < 0) {
                throw new StoreException("an image of negative size");
              }
              return new ImageId(in.get(sha256), in.get(size));
            };
          });

  private static final Json<BlockDevice> BLOCK =
      JsonObject.of(
          f -> {
            var name = f.required("name", TEXT, BlockDevice::name);
            var device = f.optional("device", TEXT, BlockDevice::device);
            var sectorSize = f.optionalLong("sectorSize", BlockDevice::sectorSize);
            return in -> new BlockDevice(in.get(name), in.get(device), in.get(sectorSize));
          });

  private static final Json<NetDevice> NET =
      JsonObject.of(
          f -> {
            var name = f.required("name", TEXT, NetDevice::name);
            var bridge = f.optional("bridge", TEXT, NetDevice::bridge);
            var mac = f.optional("mac", MAC, NetDevice::mac);
            return in -> new NetDevice(in.get(name), in.get(bridge), in.get(mac));
          });

  private static Arguments arguments(Named<StoredUnikernel> unikernel) {
    return unikernel.value().arguments();
  }

  private static final Json<Named<StoredUnikernel>> UNIKERNEL =
      JsonObject.of(
          f -> {
            var name = f.required("name", NAME, Named<StoredUnikernel>::name);
            var type = f.required("type", TYPE, u -> u.value().type());
            var image = f.optional("image", IMAGE, u -> u.value().image());
            var memory = f.required("memory", NUMBER, u -> arguments(u).memory());
            var cpuIds = f.required("cpuIds", NUMBERS, u -> arguments(u).cpuIds());
            var numCpus = f.required("cpus", NUMBER, u -> arguments(u).numCpus());
            var startup = f.optionalLong("startup", u -> arguments(u).startup());
            var addName = f.required("addName", TRUTH, u -> arguments(u).addName());
            var restart =
                f.optional(
                    "restartOn",
                    RESTART,
                    u ->
                        Optional.of(arguments(u).onFailure())
                            .filter(rule -> rule instanceof OnFailure.Restart));
            var blocks = f.unlessEmpty("blocks", BLOCK, u -> arguments(u).blocks());
            var nets = f.unlessEmpty("nets", NET, u -> arguments(u).nets());
            var argv = f.optional("arguments", TEXT.list(), u -> arguments(u).argv());
            var boot =
                f.optional("linuxBootPartition", TEXT, u -> arguments(u).linuxBootPartition());
            return in ->
                new Named<>(
                    in.get(name),
                    stored(
                        in.get(type),
                        in.get(image),
                        new Arguments(
                            in.get(restart).orElseGet(OnFailure.Quit::new),
                            in.get(startup),
                            in.get(addName),
                            in.get(cpuIds),
                            in.get(memory),
                            in.get(blocks),
                            in.get(nets),
                            in.get(argv),
                            in.get(numCpus),
                            in.get(boot))));
          });

  private static StoredUnikernel stored(VmType type, Optional<ImageId> image, Arguments arguments)
      throws StoreException {
    if (image.isPresent() != (type == VmType.SOLO5)) {
      throw new StoreException("a solo5 unikernel has an image, a bhyve one has none");
    }
    return new StoredUnikernel(type, image, arguments);
  }

  private static final Json<Instant> TIME =
      TEXT.map(
          text -> {
            try {
              return Instant.parse(text);
            } catch (DateTimeParseException e) {
              throw new StoreException(Text.quote(text) + " is no time");
            }
          },
          Instant::toString);

  /** A policy as it stands in the file. */
  private record KeptPolicy(Name path, Policy policy, Optional<Instant> issued) {}

  private static final Json<KeptPolicy> POLICY =
      JsonObject.of(
          f -> {
            var path = f.required("path", NAME, KeptPolicy::path);
            var cpuIds = f.required("cpuIds", NUMBERS, p -> p.policy.cpuIds());
            var unikernels = f.required("unikernels", NUMBER, p -> p.policy.unikernels());
            var memory = f.required("memory", NUMBER, p -> p.policy.memory());
            var block = f.optionalLong("block", p -> p.policy.block());
            var bridges = f.required("bridges", TEXTS, p -> p.policy.bridges());
            var issued = f.optional("issued", TIME, KeptPolicy::issued);
            return in ->
                new KeptPolicy(
                    in.get(path),
                    new Policy(
                        in.get(cpuIds),
                        in.get(unikernels),
                        in.get(memory),
                        in.get(block),
                        in.get(bridges)),
                    in.get(issued));
          });

  private static List<KeptPolicy> policies(Manifest manifest) {
    return manifest.policies().entries().stream()
        .map(each -> new KeptPolicy(each.name(), each.value(), manifest.issued().get(each.name())))
        .toList();
  }

  private static final Json<Long> KNOWN_VERSION =
      NUMBER.map(
          version -> {
            if (version != VERSION) {
              throw new StoreException(
                  "version %s is not known here, only %s is".formatted(version, VERSION));
            }
            return version;
          },
          version -> version);

  static final Json<Manifest> MANIFEST =
      JsonObject.of(
          f -> {
            f.required("version", KNOWN_VERSION, manifest -> VERSION);
            var policies = f.required("policies", POLICY.lines(), ManifestJson::policies);
            var unikernels =
                f.required(
                    "unikernels", UNIKERNEL.lines(), manifest -> manifest.unikernels().entries());
            return in -> manifest(in.get(unikernels), in.get(policies));
          });

  private static Manifest manifest(List<Named<StoredUnikernel>> unikernels, List<KeptPolicy> kept)
      throws AlbatrossException {
    List<Named<Policy>> policies = new ArrayList<>();
    NameTrie<Instant> issued = NameTrie.empty();
    for (KeptPolicy each : kept) {
      policies.add(new Named<>(each.path, each.policy));
      if (each.issued.isPresent()) {
        issued = issued.with(each.path, each.issued.get());
      }
    }
    return new Manifest(trie(unikernels), trie(policies), issued);
  }

  private static <T> NameTrie<T> trie(List<Named<T>> all) throws AlbatrossException {
    NameTrie<T> trie = NameTrie.empty();
    for (Named<T> each : all) {
      if (trie.get(each.name()).isPresent()) {
        throw new StoreException("the name " + each.name() + " stands there twice");
      }
      trie = trie.with(each.name(), each.value());
    }
    return trie;
  }
}
