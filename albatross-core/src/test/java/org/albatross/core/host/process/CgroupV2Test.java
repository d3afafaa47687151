package org.albatross.core.host.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Names;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a directory in place of the kernel's, which makes the files of a new group by itself. */
class CgroupV2Test {
  private static final List<String> TENDER = List.of("solo5-spt", "--mem=32");

  @TempDir Path base;

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(base.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
    Files.writeString(base.resolve("cgroup.procs"), "42\n");
    Files.writeString(base.resolve("cgroup.subtree_control"), "");
    Files.writeString(base.resolve("memory.max"), "max\n");
    group("albatrossd");
  }

  private Path group(String name) throws IOException {
    Path group = Files.createDirectory(base.resolve(name));
    for (String file : List.of("cgroup.procs", "memory.max", "cpu.max")) {
      Files.writeString(group.resolve(file), "");
    }
    return group;
  }

  @Test
  void albatrossdMovesAsideAndTendersGetLimits() throws Exception {
    CgroupV2 cgroups = CgroupV2.claim(base, pid -> pid == 42);
    assertEquals("42", Files.readString(base.resolve("albatrossd/cgroup.procs")));
    assertEquals("+memory +cpu", Files.readString(base.resolve("cgroup.subtree_control")));
    Path group = group("vm.a:hello");
    List<String> line = cgroups.enter(Names.name("a:hello"), 32, 2, TENDER);
    assertEquals(String.valueOf((32 + 64) << 20), Files.readString(group.resolve("memory.max")));
    assertEquals("200000 100000", Files.readString(group.resolve("cpu.max")));
    assertEquals(List.of("sh", "-c"), line.subList(0, 2));
    assertEquals(group.toString(), line.get(4));
    assertEquals(TENDER, line.subList(5, line.size()));
  }

  @Test
  void theCommandEntersTheGroupAndBecomesTheTender() throws Exception {
    CgroupV2 cgroups = CgroupV2.claim(base, pid -> pid == 42);
    Path group = group("vm.:x");
    List<String> line = cgroups.enter(Names.name(":x"), 32, 1, List.of("echo", "in it"));
    Process process = new ProcessBuilder(line).start();
    assertEquals("in it", process.inputReader(java.nio.charset.StandardCharsets.UTF_8).readLine());
    assertEquals(0, process.waitFor());
    assertEquals("0\n", Files.readString(group.resolve("cgroup.procs")));
  }

  @Test
  void groupsAreRemovedOneByOneAndAllTogether() throws Exception {
    CgroupV2 cgroups = CgroupV2.claim(base, pid -> pid == 42);
    // The kernel removes a group with its files.
    Path one = Files.createDirectory(base.resolve("vm.:one"));
    Path two = Files.createDirectory(base.resolve("vm.a:two"));
    cgroups.leave(Names.name(":one"));
    cgroups.leave(Names.name(":one"));
    assertFalse(Files.exists(one));
    cgroups.leaveAll();
    assertFalse(Files.exists(two));
    assertTrue(Files.exists(base.resolve("albatrossd")));
  }

  private String refusal() {
    return assertThrows(HostException.class, () -> CgroupV2.claim(base, pid -> pid == 42))
        .getMessage();
  }

  @Test
  void aGroupThatIsNotOursOrHasNoLimitsIsLeftAlone() throws Exception {
    Files.writeString(base.resolve("cgroup.procs"), "42\n77\n");
    assertTrue(refusal().contains("other processes too: 77"), refusal());
    Files.writeString(base.resolve("cgroup.controllers"), "pids\n");
    assertTrue(refusal().contains("no controllers"), refusal());
    assertEquals("", Files.readString(base.resolve("albatrossd/cgroup.procs")));
  }

  @Test
  void whatWasStartedWithAlbatrossdMovesAsideToo() throws Exception {
    Files.writeString(base.resolve("cgroup.procs"), "42\n43\n");
    CgroupV2.claim(base, pid -> pid == 42 || pid == 43);
    assertEquals("43", Files.readString(base.resolve("albatrossd/cgroup.procs")), "the last");
  }

  @Test
  void theRootOfAllGroupsIsLeftAlone() throws Exception {
    Files.delete(base.resolve("memory.max"));
    assertTrue(refusal().contains("the root of all"), refusal());
  }
}
