package org.albatross.core.wire;

import static org.albatross.core.wire.der.Der.INT64;
import static org.albatross.core.wire.der.Der.INTEGER;
import static org.albatross.core.wire.der.Der.TEXT;

import java.util.List;
import org.albatross.core.model.message.Stats;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Sequence;

/** Statistics of a unikernel (docs/protocol/wire.md, Data). */
final class StatsGrammar {
  private StatsGrammar() {}

  private static final Sequence<Stats.TimeVal> TIME_VAL =
      Sequence.of(
          c -> {
            var seconds = c.required("seconds", INT64, Stats.TimeVal::seconds);
            var microseconds = c.required("microseconds", INTEGER, Stats.TimeVal::microseconds);
            return in -> new Stats.TimeVal(in.get(seconds), in.get(microseconds));
          });

  private static final Sequence<Stats.Rusage> RUSAGE =
      Sequence.of(
          c -> {
            var utime = c.required("utime", TIME_VAL, Stats.Rusage::utime);
            var stime = c.required("stime", TIME_VAL, Stats.Rusage::stime);
            var maxrss = c.required("maxrss", INT64, Stats.Rusage::maxrss);
            var ixrss = c.required("ixrss", INT64, Stats.Rusage::ixrss);
            var idrss = c.required("idrss", INT64, Stats.Rusage::idrss);
            var isrss = c.required("isrss", INT64, Stats.Rusage::isrss);
            var minflt = c.required("minflt", INT64, Stats.Rusage::minflt);
            var majflt = c.required("majflt", INT64, Stats.Rusage::majflt);
            var nswap = c.required("nswap", INT64, Stats.Rusage::nswap);
            var inblock = c.required("inblock", INT64, Stats.Rusage::inblock);
            var outblock = c.required("outblock", INT64, Stats.Rusage::outblock);
            var msgsnd = c.required("msgsnd", INT64, Stats.Rusage::msgsnd);
            var msgrcv = c.required("msgrcv", INT64, Stats.Rusage::msgrcv);
            var nsignals = c.required("nsignals", INT64, Stats.Rusage::nsignals);
            var nvcsw = c.required("nvcsw", INT64, Stats.Rusage::nvcsw);
            var nivcsw = c.required("nivcsw", INT64, Stats.Rusage::nivcsw);
            return in ->
                new Stats.Rusage(
                    in.get(utime),
                    in.get(stime),
                    in.get(maxrss),
                    in.get(ixrss),
                    in.get(idrss),
                    in.get(isrss),
                    in.get(minflt),
                    in.get(majflt),
                    in.get(nswap),
                    in.get(inblock),
                    in.get(outblock),
                    in.get(msgsnd),
                    in.get(msgrcv),
                    in.get(nsignals),
                    in.get(nvcsw),
                    in.get(nivcsw));
          });

  private static final Sequence<Stats.Memory> MEMORY =
      Sequence.of(
          c -> {
            var vsize = c.required("vsize", INT64, Stats.Memory::vsize);
            var rss = c.required("rss", INT64, Stats.Memory::rss);
            var tsize = c.required("tsize", INT64, Stats.Memory::tsize);
            var dsize = c.required("dsize", INT64, Stats.Memory::dsize);
            var ssize = c.required("ssize", INT64, Stats.Memory::ssize);
            var runtime = c.required("runtime", INT64, Stats.Memory::runtime);
            var cow = c.required("cow", INTEGER, Stats.Memory::cow);
            var start = c.required("start", TIME_VAL, Stats.Memory::start);
            return in ->
                new Stats.Memory(
                    in.get(vsize),
                    in.get(rss),
                    in.get(tsize),
                    in.get(dsize),
                    in.get(ssize),
                    in.get(runtime),
                    in.get(cow),
                    in.get(start));
          });

  private static final Sequence<Stats.Interface> INTERFACE =
      Sequence.of(
          c -> {
            var name = c.required("bridge", TEXT, Stats.Interface::name);
            var flags = c.required("flags", INTEGER, Stats.Interface::flags);
            var sendLength = c.required("send-length", INTEGER, Stats.Interface::sendLength);
            var maxSendLength =
                c.required("max-send-length", INTEGER, Stats.Interface::maxSendLength);
            var sendDrops = c.required("send-drops", INTEGER, Stats.Interface::sendDrops);
            var mtu = c.required("mtu", INTEGER, Stats.Interface::mtu);
            var baudrate = c.required("baudrate", INT64, Stats.Interface::baudrate);
            var inputPackets = c.required("input-packets", INT64, Stats.Interface::inputPackets);
            var inputErrors = c.required("input-errors", INT64, Stats.Interface::inputErrors);
            var outputPackets = c.required("output-packets", INT64, Stats.Interface::outputPackets);
            var outputErrors = c.required("output-errors", INT64, Stats.Interface::outputErrors);
            var collisions = c.required("collisions", INT64, Stats.Interface::collisions);
            var inputBytes = c.required("input-bytes", INT64, Stats.Interface::inputBytes);
            var outputBytes = c.required("output-bytes", INT64, Stats.Interface::outputBytes);
            var inputMulticast = c.required("input-mcast", INT64, Stats.Interface::inputMulticast);
            var outputMulticast =
                c.required("output-mcast", INT64, Stats.Interface::outputMulticast);
            var inputDropped = c.required("input-dropped", INT64, Stats.Interface::inputDropped);
            var outputDropped = c.required("output-dropped", INT64, Stats.Interface::outputDropped);
            return in ->
                new Stats.Interface(
                    in.get(name),
                    in.get(flags),
                    in.get(sendLength),
                    in.get(maxSendLength),
                    in.get(sendDrops),
                    in.get(mtu),
                    in.get(baudrate),
                    in.get(inputPackets),
                    in.get(inputErrors),
                    in.get(outputPackets),
                    in.get(outputErrors),
                    in.get(collisions),
                    in.get(inputBytes),
                    in.get(outputBytes),
                    in.get(inputMulticast),
                    in.get(outputMulticast),
                    in.get(inputDropped),
                    in.get(outputDropped));
          });

  private static final Sequence<Stats.Counter> COUNTER =
      Sequence.of(
          c -> {
            var key = c.required("key", TEXT, Stats.Counter::key);
            var value = c.required("value", INT64, Stats.Counter::value);
            return in -> new Stats.Counter(in.get(key), in.get(value));
          });

  static final Codec<Stats> STATS =
      Sequence.of(
          c -> {
            var rusage = c.required("rusage", RUSAGE, Stats::rusage);
            var interfaces = c.required("interfaces", INTERFACE.list(), Stats::interfaces);
            var vmm = c.<List<Stats.Counter>>optional("vmm", COUNTER.list().tagged(0), Stats::vmm);
            var memory = c.optional("memory", MEMORY.implicit(1), Stats::memory);
            return in -> new Stats(in.get(rusage), in.get(interfaces), in.get(vmm), in.get(memory));
          });
}
