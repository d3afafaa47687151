package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.TEXT;
import static org.albatross.core.wire.der.Der.TIME;

import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.LastExit;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Sequence;

/**
 * The state of a unikernel (docs/protocol/wire.md, Extensions):
 *
 * <pre>
 * InfoState ::= SEQUENCE { info Info, phase Phase, restarts INTEGER, last-exit [0] LastExit OPTIONAL }
 * Phase     ::= CHOICE { starting [0] NULL, running [1] NULL, ending [2] NULL,
 *                        restarting [3] GeneralizedTime,
 *                        failed [4] SEQUENCE { reason UTF8String, at GeneralizedTime },
 *                        down [5] NULL }
 * LastExit  ::= SEQUENCE { status CHOICE { code [0] INTEGER, signal [1] INTEGER }, at GeneralizedTime }
 * </pre>
 */
final class StatusGrammar {
  private StatusGrammar() {}

  private static Codec<ExitStatus> exit() {
    return Choice.of(
        alternative(
            "code",
            0,
            ExitStatus.Exited.class,
            INTEGER.map(
                code -> new ExitStatus.Exited(number(code)), exited -> (long) exited.code())),
        alternative(
            "signal",
            1,
            ExitStatus.Signalled.class,
            INTEGER.map(
                signal -> new ExitStatus.Signalled(number(signal)),
                signalled -> (long) signalled.signal())));
  }

  private static int number(long value) throws DecodeException {
    if (value < 0 || value > 255) {
      throw new DecodeException("no exit code or signal: " + value);
    }
    return (int) value;
  }

  private static Codec<LastExit> lastExit() {
    return Sequence.of(
        c -> {
          var status = c.required("status", exit(), LastExit::status);
          var at = c.required("at", TIME, LastExit::at);
          return in -> new LastExit(in.get(status), in.get(at));
        });
  }

  private static Codec<Phase.Failed> failed() {
    return Sequence.of(
        c -> {
          var reason = c.required("reason", TEXT, Phase.Failed::reason);
          var at = c.required("at", TIME, Phase.Failed::at);
          return in -> new Phase.Failed(in.get(reason), in.get(at));
        });
  }

  private static Codec<Phase> phase() {
    return Choice.of(
        constant("starting", 0, Phase.Starting.class, new Phase.Starting()),
        constant("running", 1, Phase.Running.class, new Phase.Running()),
        constant("ending", 2, Phase.Ending.class, new Phase.Ending()),
        alternative(
            "restarting",
            3,
            Phase.Restarting.class,
            TIME.map(Phase.Restarting::new, Phase.Restarting::at)),
        alternative("failed", 4, Phase.Failed.class, failed()),
        constant("down", 5, Phase.Down.class, new Phase.Down()));
  }

  static Codec<UnikernelStatus> status() {
    return Sequence.of(
        c -> {
          var info = c.required("info", InfoGrammar.info(InfoShape.CURRENT), UnikernelStatus::info);
          var phase = c.required("phase", phase(), UnikernelStatus::phase);
          var restarts = c.required("restarts", INTEGER, UnikernelStatus::restarts);
          var last = c.optional("last-exit", lastExit().tagged(0), UnikernelStatus::lastExit);
          return in ->
              new UnikernelStatus(in.get(info), in.get(phase), in.get(restarts), in.get(last));
        });
  }
}
