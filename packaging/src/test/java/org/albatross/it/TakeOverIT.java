package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.albatross.core.host.process.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** albatrossd on a host where the original was killed while its unikernels ran. */
class TakeOverIT {
  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Sandbox.isRoot(), "taps need root");
    sandbox = new Sandbox();
    sandbox.startConsole();
  }

  @AfterEach
  void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void theOriginalsTenderIsEndedAndItsTapGoesThoughNoLabelSaysWhoseItWas() throws Exception {
    sandbox.addTap("vmmtap40");
    sandbox.addTap("vmmtap41");
    Path fifo = sandbox.run().resolve("fifo/a:old");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Process tender = tenderOfTheOriginal(fifo);
    sandbox.startAlbatrossd();
    assertEquals("no unikernels", sandbox.client("info").ok().out().strip());
    assertTrue(tender.waitFor(10, TimeUnit.SECONDS), "it goes on");
    List<String> taps = sandbox.taps();
    assertEquals(1, taps.size(), taps.toString());
    assertTrue(taps.get(0).contains("vmmtap41"), "the tap that the unikernel wished for: " + taps);
    assertEquals(List.of(), sandbox.leftovers());
  }

  /** Its fifo for all it reads and says, a tap of its own, and a unikernel that names another. */
  private static Process tenderOfTheOriginal(Path fifo) throws Exception {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "exec -a solo5-spt bash -c \"$@\" 0<>\"$0\" >&0 2>&0",
                fifo.toString(),
                "read -r line",
                "--net:service=vmmtap40",
                "--",
                "a:old.img",
                "--net:service=vmmtap41")
            .start();
    Sandbox.eventually(
        "it runs under the name of a tender",
        () -> Processes.commandLine(process.pid()).get(0).equals("solo5-spt"));
    return process;
  }
}
