package org.albatross.core.solo5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Macs;
import org.albatross.core.model.unikernel.NetDevice;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
  private static final Path TENDER = Path.of("/usr/bin/solo5-hvt");

  private static TenderCommand command() throws Exception {
    return new TenderCommand(
        TENDER,
        32,
        List.of(
            new TenderCommand.Net("service", "vmmtap0", MacAddress.parse("02:00:00:00:00:01")),
            new TenderCommand.Net("private", "vmmtap1", MacAddress.parse("02:00:00:00:00:02"))),
        List.of(
            new TenderCommand.Block("disk", Path.of("/var/block/d"), OptionalLong.of(512)),
            new TenderCommand.Block("tape", Path.of("/var/block/t"), OptionalLong.empty())),
        Path.of("/run/albatross/a:b.img"),
        Optional.of("b"),
        List.of("--x=y z", ""));
  }

  @Test
  void aTenderOnLinuxGetsItsOptionsInOrderAndThenTheImageWithItsArguments() throws Exception {
    assertEquals(
        List.of(
            "/usr/bin/solo5-hvt",
            "--mem=32",
            "--net:service=vmmtap0",
            "--net:private=vmmtap1",
            "--net-mac:service=02:00:00:00:00:01",
            "--net-mac:private=02:00:00:00:00:02",
            "--block:disk=/var/block/d",
            "--block:tape=/var/block/t",
            "--block-sector-size:disk=512",
            "--",
            "/run/albatross/a:b.img",
            "--name=b",
            "--x=y z",
            ""),
        command().line());
  }

  @Test
  void theTapsOfATenderAreReadFromItsOptionsAndNotFromTheUnikernelsArguments() throws Exception {
    List<String> line = new ArrayList<>(command().line());
    line.add("--net:service=vmmtap7");
    assertEquals(Set.of("vmmtap0", "vmmtap1"), TenderCommand.taps(line));
  }

  @Test
  void aTenderOnFreeBsdIsPinnedByCpuset() throws Exception {
    List<String> line =
        TenderCommand.freeBsd(new TreeSet<>(List.of(10L, 2L, 0L)), command().line());
    assertEquals(List.of("cpuset", "-l", "0,2,10"), line.subList(0, 3));
    assertEquals(command().line(), line.subList(3, line.size()));
  }

  @Test
  void aBhyveMachineIsLoadedRunAndDestroyed() throws Exception {
    BhyveCommand bhyve =
        new BhyveCommand(
            "alba-7",
            512,
            2,
            List.of(new BhyveCommand.Net("tap3", MacAddress.parse("02:00:00:00:00:01"))),
            List.of(Path.of("/dev/zvol/a"), Path.of("/dev/zvol/b")));
    assertEquals(
        List.of("timeout", "1s", "bhyveload", "-m512m", "-d/dev/zvol/a", "alba-7"), bhyve.load());
    assertEquals("(hd0) /dev/zvol/a\n", bhyve.deviceMap());
    assertEquals(
        List.of("timeout", "1s", "grub-bhyve", "-m/tmp/map", "-rhd0,msdos1", "-M512", "alba-7"),
        bhyve.loadLinux(Path.of("/tmp/map"), "msdos1"));
    assertEquals(
        List.of(
            "bhyve",
            "-A",
            "-H",
            "-P",
            "-s0,hostbridge",
            "-s1,lpc",
            "-s2,virtio-net,tap3,mac=02:00:00:00:00:01",
            "-s3,virtio-blk,/dev/zvol/a",
            "-s4,virtio-blk,/dev/zvol/b",
            "-lcom1,stdio",
            "-c2",
            "-m512M",
            "alba-7"),
        bhyve.run());
    assertEquals(List.of("bhyvectl", "--destroy", "--vm=alba-7"), bhyve.destroy());
  }

  /** Values worked out with md5sum. */
  @Test
  void theMacOfANetComesFromItsNameAndTheUnikernels() throws Exception {
    assertEquals("00:80:41:cd:8a:eb", Macs.derive("service", Name.parse(":hello")).toString());
    assertEquals("00:80:41:84:24:03", Macs.derive("service", Name.parse("a.b:hello")).toString());
  }

  @Test
  void aMacThatWasGivenIsTaken() throws Exception {
    MacAddress given = MacAddress.parse("02:00:00:00:00:07");
    NetDevice net = new NetDevice("service", Optional.empty(), Optional.of(given));
    assertEquals(given, Macs.of(net, Name.parse("hello")));
    assertEquals(
        Macs.derive("service", Name.parse("hello")),
        Macs.of(
            new NetDevice("service", Optional.of("br0"), Optional.empty()), Name.parse("hello")));
  }
}
