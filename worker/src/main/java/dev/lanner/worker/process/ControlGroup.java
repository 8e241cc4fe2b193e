package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The control group of one process and what it starts: the kernel's bounds of memory and processors, version 2 or 1.
///
/// Groups are made below the one that this server is in, so that its own bounds hold for workers too. Where that is not
/// allowed there is none.
final class ControlGroup {
    private static final Logger LOG = LazyLogger.of(ControlGroup.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Path OWN = Path.of("/proc/self/cgroup");
    private static final long PERIOD_MICROS = 100_000;
    private static final String PROCESSES = "cgroup.procs";
    private static final String ENABLED = "cgroup.subtree_control";

    /// One directory for version 2, one for each controller for version 1.
    private final List<Path> groups;

    private ControlGroup(List<Path> groups) {
        this.groups = groups;
    }

    /// Makes the group of a process.
    ///
    /// @param name of the group; one with this name that is empty is used again
    /// @return null where no bounds are asked for
    /// @throws IOException where groups can't be made, with the reason
    static @Nullable ControlGroup make(WorkerSpec.Bounds bounds, String name) throws IOException {
        return make(ROOT, Files.readString(OWN, StandardCharsets.UTF_8), bounds, name);
    }

    /// As above, for another place of the file system.
    ///
    /// @param root where control groups are mounted
    /// @param own what the kernel says of the groups of this process
    static @Nullable ControlGroup make(Path root, String own, WorkerSpec.Bounds bounds, String name)
            throws IOException {
        if (bounds.memory() <= 0 && bounds.cpus() <= 0) {
            return null;
        }
        List<Path> made = new ArrayList<>();
        try {
            if (Files.exists(root.resolve("cgroup.controllers"))) {
                made.add(makeUnified(root, path(own, ""), bounds, name));
            } else {
                makeEach(root, own, bounds, name, made);
            }
            return new ControlGroup(List.copyOf(made));
        } catch (IOException e) {
            new ControlGroup(made).remove();
            throw e;
        }
    }

    private static Path makeUnified(Path root, String own, WorkerSpec.Bounds bounds, String name) throws IOException {
        Path parent = parent(root, inside(root, own), bounds);
        Path group = parent.resolve(name);
        create(group);
        if (bounds.memory() > 0) {
            write(group.resolve("memory.max"), Long.toString(bounds.memory()));
        }
        if (bounds.cpus() > 0) {
            write(group.resolve("cpu.max"), bounds.cpus() * PERIOD_MICROS + " " + PERIOD_MICROS);
        }
        return group;
    }

    /// Where groups can be made: in the own group, if it hands its controllers on; it can't while processes are in it,
    /// but for the root. A service manager that leaves groups to a service (`Delegate=yes`) puts it one level deeper
    /// for that (`DelegateSubgroup=`): then in the service's group.
    private static Path parent(Path root, Path own, WorkerSpec.Bounds bounds) throws IOException {
        try {
            enable(own, bounds);
            return own;
        } catch (IOException e) {
            Path above = own.getParent();
            if (above == null || !above.startsWith(root) || !String.valueOf(above.getFileName()).endsWith(".service")) {
                throw e;
            }
            enable(above, bounds);
            return above;
        }
    }

    private static void enable(Path group, WorkerSpec.Bounds bounds) throws IOException {
        List<String> there = List.of(Files.readString(group.resolve(ENABLED), StandardCharsets.US_ASCII).strip()
                .split(" "));
        if (bounds.memory() > 0 && !there.contains("memory")) {
            write(group.resolve(ENABLED), "+memory");
        }
        if (bounds.cpus() > 0 && !there.contains("cpu")) {
            write(group.resolve(ENABLED), "+cpu");
        }
    }

    private static void makeEach(Path root, String own, WorkerSpec.Bounds bounds, String name, List<Path> made)
            throws IOException {
        if (bounds.memory() > 0) {
            Path group = inside(root.resolve("memory"), path(own, "memory")).resolve(name);
            create(group);
            made.add(group);
            write(group.resolve("memory.limit_in_bytes"), Long.toString(bounds.memory()));
        }
        if (bounds.cpus() > 0) {
            Path group = inside(root.resolve("cpu"), path(own, "cpu")).resolve(name);
            create(group);
            made.add(group);
            write(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
            write(group.resolve("cpu.cfs_quota_us"), Long.toString(bounds.cpus() * PERIOD_MICROS));
        }
    }

    /// The path of the own group: `0::/a/b` for version 2, `4:memory:/a/b` for version 1.
    private static String path(String own, String controller) throws IOException {
        for (String line : own.lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && (controller.isEmpty()
                    ? parts[0].equals("0")
                    : List.of(parts[1].split(",")).contains(controller))) {
                return parts[2];
            }
        }
        throw new IOException("this process is in no control group" + (controller.isEmpty()
                ? ""
                : " for " + controller));
    }

    /// In a container the path may be that of the machine, of which only the end is to be seen.
    private static Path inside(Path root, String own) throws IOException {
        Path group = root.resolve(own.replaceFirst("^/+", "")).normalize();
        if (group.startsWith(root) && Files.isDirectory(group)) {
            return group;
        }
        if (!Files.isDirectory(root)) {
            throw new IOException(root + " is not there");
        }
        return root;
    }

    private static void create(Path group) throws IOException {
        try {
            if (!Files.isDirectory(group, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(group);
            }
        } catch (IOException e) {
            throw new IOException(group + " can't be made: " + FileStatus.reason(e), e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        try {
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IOException(file + " can't be written: " + FileStatus.reason(e), e);
        }
    }

    /// Puts a process into it; what it starts from then on is in it too.
    void add(long pid) throws IOException {
        for (Path group : groups) {
            write(group.resolve(PROCESSES), Long.toString(pid));
        }
    }

    /// Kills all that is in it.
    void kill() {
        for (Path group : groups) {
            try {
                Path all = group.resolve("cgroup.kill");
                if (Files.exists(all)) {
                    write(all, "1");
                    continue;
                }
                for (String pid : Files.readAllLines(group.resolve(PROCESSES), StandardCharsets.US_ASCII)) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a control group is gone; processes are found by their session", e);
            }
        }
    }

    /// Whether the kernel has killed a process of it because of its bound.
    boolean outOfMemory() {
        for (Path group : groups) {
            if (kills(group.resolve("memory.events")) || kills(group.resolve("memory.oom_control"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean kills(Path events) {
        try {
            for (String line : Files.readAllLines(events, StandardCharsets.US_ASCII)) {
                if (line.startsWith("oom_kill ") && !line.equals("oom_kill 0")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /// Takes the group away; nothing is in it any more.
    ///
    /// @return empty when it is gone; else why not
    String remove() {
        StringBuilder failed = new StringBuilder();
        for (Path group : groups) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException e) {
                failed.append(failed.isEmpty() ? "" : "; ").append(group).append(": ").append(FileStatus.reason(e));
            }
        }
        return failed.toString();
    }
}
