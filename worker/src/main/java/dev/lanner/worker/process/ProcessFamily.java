package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A worker and all that it has started, as `/proc` shows them: what is in its session, and what still has the variable
/// that no other process has. So they are found when their parent has gone, too. Stateless.
///
/// @param session the id of the worker, which began the session; 0 where it began none
/// @param variable `LANNER_WORKER_SOCKET=PATH`
record ProcessFamily(long session, String variable) {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 100;
    private static final int MOST_PAUSE = 30;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int SESSION_FIELD = 6;
    private static final int START_FIELD = 22;

    /// Kills all of them, those too that are made meanwhile.
    ///
    /// @return how many were left when it gave up; 0 but for a process that is made faster than it is killed
    int kill() {
        List<ProcessHandle> members = members();
        for (int round = 0; round < ROUNDS && !members.isEmpty(); round++) {
            members.forEach(ProcessHandle::destroyForcibly);
            // a killed process is not dead at once; one that makes others gets no time at first
            LockSupport.parkNanos(Math.min(round, MOST_PAUSE) * PAUSE_NANOS);
            members = members();
        }
        return members.size();
    }

    /// Those that live. Zombies are none.
    List<ProcessHandle> members() {
        List<ProcessHandle> members = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(String.valueOf(process.getFileName()));
                if (pid == self || !isMember(process)) {
                    continue;
                }
                // from here on the handle knows when its number has become another's
                Optional<ProcessHandle> handle = ProcessHandle.of(pid);
                if (handle.isPresent() && isMember(process)) {
                    members.add(handle.get());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // a system without /proc: what is seen is what the JDK sees
            ProcessHandle.of(session).ifPresent(worker -> worker.descendants().forEach(members::add));
        }
        return members;
    }

    private boolean isMember(Path process) {
        String stat = stat(process);
        if (stat.isEmpty() || stat.startsWith("Z") || stat.startsWith("X")) {
            return false;
        }
        return session > 0 && Long.toString(session).equals(field(stat, SESSION_FIELD)) || hasVariable(process);
    }

    private boolean hasVariable(Path process) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            String wanted = new String(variable.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) + "\0";
            return environment.startsWith(wanted) || environment.contains("\0" + wanted);
        } catch (IOException e) {
            // it has gone, or is another user's, which no worker of this server is then
            return false;
        }
    }

    /// When a process began, in the kernel's ticks; empty when there is none.
    static String started(long pid) {
        String stat = stat(PROC.resolve(Long.toString(pid)));
        return stat.isEmpty() ? "" : field(stat, START_FIELD);
    }

    /// proc(5): what comes behind the name, which may hold anything; it begins with field 3.
    private static String stat(Path process) {
        try {
            String all = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return all.substring(all.lastIndexOf(')') + 2);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    private static String field(String stat, int number) {
        String[] fields = stat.split(" ", START_FIELD);
        return number - 3 < fields.length ? fields[number - 3] : "";
    }
}
