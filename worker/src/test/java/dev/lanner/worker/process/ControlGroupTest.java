package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Bounds of the kernel, over directories that stand for its own.
class ControlGroupTest {
    private static final String UNIFIED = "0::/system.slice/lanner.service\n";
    private static final String SEPARATE = "4:memory:/a\n3:cpu,cpuacct:/b\n0::/\n";

    @TempDir Path root;

    private Path unified(String enabled) throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory\n");
        Path own = Files.createDirectories(root.resolve("system.slice/lanner.service"));
        Files.writeString(own.resolve("cgroup.subtree_control"), enabled);
        return own;
    }

    private String read(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    @Test
    void noBoundsNoGroup() throws Exception {
        assertNull(ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(0, 0), "g"));
    }

    @Test
    void versionTwo() throws Exception {
        Path own = unified("cpu memory\n");

        ControlGroup group = ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(512 << 20, 2), "g");
        assertNotNull(group);
        group.add(4711);

        assertEquals("536870912", Files.readString(own.resolve("g/memory.max")));
        assertEquals("200000 100000", Files.readString(own.resolve("g/cpu.max")));
        assertEquals("4711", Files.readString(own.resolve("g/cgroup.procs")));
        assertEquals("cpu memory\n", Files.readString(own.resolve("cgroup.subtree_control")), "nothing was to enable");
    }

    @ParameterizedTest
    @CsvSource({"100,0,'',+memory", "0,1,memory,+cpu", "100,0,cpu,+memory"})
    void versionTwoHandsControllersOn(long memory, int cpus, String before, String after) throws Exception {
        Path own = unified(before);

        ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(memory, cpus), "g");

        assertEquals(after, Files.readString(own.resolve("cgroup.subtree_control")));
    }

    @Test
    void serviceManagersLeaveTheServicesGroup() throws Exception {
        Path service = unified("cpu memory");
        // the own group, which does not hand controllers on as processes are in it
        Path own = Files.createDirectories(service.resolve("main"));
        Files.createDirectory(own.resolve("cgroup.subtree_control"));

        ControlGroup.make(root, "0::/system.slice/lanner.service/main\n", new WorkerSpec.Bounds(100, 0), "g");

        assertTrue(Files.isDirectory(service.resolve("g")));
        assertFalse(Files.exists(own.resolve("g")));
    }

    @Test
    void foreignGroupsAreLeftAlone() throws Exception {
        Path own = unified("");
        Files.delete(own.resolve("cgroup.subtree_control"));
        Files.createDirectory(own.resolve("cgroup.subtree_control"));
        Files.writeString(root.resolve("system.slice/cgroup.subtree_control"), "cpu memory");

        assertThrows(IOException.class,
                () -> ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(100, 0), "g"));

        assertFalse(Files.exists(root.resolve("system.slice/g")), "that group belongs to the system");
    }

    @Test
    void versionOne() throws Exception {
        Files.createDirectories(root.resolve("memory/a"));
        Files.createDirectories(root.resolve("cpu/b"));

        ControlGroup group = ControlGroup.make(root, SEPARATE, new WorkerSpec.Bounds(512 << 20, 3), "g");
        assertNotNull(group);
        group.add(4711);

        assertEquals("536870912", read("memory/a/g/memory.limit_in_bytes"));
        assertEquals("100000", read("cpu/b/g/cpu.cfs_period_us"));
        assertEquals("300000", read("cpu/b/g/cpu.cfs_quota_us"));
        assertEquals("4711", read("memory/a/g/cgroup.procs"));
        assertEquals("4711", read("cpu/b/g/cgroup.procs"));
    }

    @Test
    void inAContainerThePathMayBeTheMachines() throws Exception {
        Files.createDirectories(root.resolve("memory"));

        ControlGroup.make(root, "4:memory:/docker/0123/../../..\n", new WorkerSpec.Bounds(100, 0), "g");

        assertTrue(Files.isDirectory(root.resolve("memory/g")));
    }

    @Test
    void nothingIsLeftOfAGroupThatCannotBeMade() throws Exception {
        Files.createDirectories(root.resolve("memory/a"));

        String said = assertThrows(IOException.class,
                () -> ControlGroup.make(root, "4:memory:/a\n", new WorkerSpec.Bounds(100, 1), "g")).getMessage();

        assertEquals("this process is in no control group for cpu", said);
        try (Stream<Path> left = Files.list(root.resolve("memory/a"))) {
            // a real group has no files that must be deleted first
            assertEquals(1, left.filter(each -> each.endsWith("g")).count());
        }
    }

    @Test
    void tellsThatTheKernelHasKilled() throws Exception {
        Path own = unified("cpu memory");
        ControlGroup group = ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(100, 0), "g");
        assertNotNull(group);
        assertFalse(group.outOfMemory());

        Files.writeString(own.resolve("g/memory.events"), "low 0\noom 1\noom_kill 0\n");
        assertFalse(group.outOfMemory());
        Files.writeString(own.resolve("g/memory.events"), "low 0\noom 1\noom_kill 2\n");
        assertTrue(group.outOfMemory());
    }

    @Test
    void killsAllOfIt() throws Exception {
        Path own = unified("cpu memory");
        ControlGroup group = ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(100, 0), "g");
        assertNotNull(group);
        Process process = new ProcessBuilder("sleep", "1000").start();
        Files.writeString(own.resolve("g/cgroup.procs"), process.pid() + "\n");

        group.kill();

        assertEquals(137, process.waitFor());
        Files.writeString(own.resolve("g/cgroup.kill"), "");
        group.kill();
        assertEquals("1", Files.readString(own.resolve("g/cgroup.kill")));
    }

    @Test
    void saysWhatCannotBeRemoved() throws Exception {
        Path own = unified("cpu memory");
        ControlGroup group = ControlGroup.make(root, UNIFIED, new WorkerSpec.Bounds(100, 0), "g");
        assertNotNull(group);

        assertTrue(group.remove().startsWith(own.resolve("g").toString()), "files are in it");
        Files.delete(own.resolve("g/memory.max"));
        assertEquals("", group.remove());
        assertEquals("", group.remove());
    }
}
