package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/** What is written is read again as the same, and written again as the same bytes. */
class RoundTripTest {
  @Test
  void anyMessage() {
    Set<Class<?>> kinds = new HashSet<>();
    Property.holds(
        5000,
        random -> {
          Message message = Messages.any(random);
          kinds.add(message.payload().getClass());
          byte[] encoded = Wire.encode(message);
          assertEquals(message, Wire.decode(encoded));
          assertArrayEquals(encoded, Wire.encode(Wire.decode(encoded)));
        });
    assertEquals(44, kinds.size(), "kinds of payload: " + kinds);
  }

  @Test
  void anyCertificateExtension() {
    Property.holds(
        1000,
        random -> {
          Payload.Command command = Payloads.command(random);
          byte[] encoded = CertificateExtension.encode(command);
          assertEquals(command, CertificateExtension.decode(encoded));
        });
  }

  @Test
  void anyState() {
    Property.holds(
        500,
        random -> {
          NameTrie<UnikernelConfig> unikernels = NameTrie.empty();
          for (Named<UnikernelConfig> each : Messages.named(random, Messages::config)) {
            unikernels = unikernels.with(each.name(), each.value());
          }
          NameTrie<Policy> policies = NameTrie.empty();
          for (Named<Policy> each : Messages.named(random, Messages::policy)) {
            policies = policies.with(each.name(), each.value());
          }
          State state = new State(unikernels, policies);
          assertEquals(state, State.decode(state.encode()));
          assertArrayEquals(state.encode(), State.decode(state.encode()).encode());
        });
  }

  @Test
  void whatWasDecodedSharesTheImageWithTheMessage() throws Exception {
    byte[] image = new byte[4 << 20];
    Payload reply =
        new org.albatross.core.model.message.Success.UnikernelImage(
            new org.albatross.core.model.unikernel.Image(
                false, org.albatross.core.model.Bytes.wrap(image)));
    byte[] encoded = Wire.encode(new Message(1, org.albatross.core.model.Name.ROOT, reply));
    long allocated =
        org.albatross.testkit.Allocation.of(
            () -> {
              try {
                assertEquals(1, Wire.decode(encoded).sequence());
              } catch (DecodeException e) {
                throw new AssertionError(e);
              }
            });
    assertTrue(allocated < 1 << 20, allocated + " bytes were allocated");
  }
}
