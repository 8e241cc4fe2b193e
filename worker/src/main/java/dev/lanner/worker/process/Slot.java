package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The directory of one process, which no two processes use at a time, and the note that tells the next server who used
/// it when this one is killed.
///
/// @param directory what the worker calls its base
/// @param note beside it, where the worker can't write
record Slot(Path directory, Path note) {

    /// What the note of a server that was killed says.
    ///
    /// @param pid the process; it may have ended, and another one may have its number
    /// @param started when it began, in the kernel's ticks
    /// @param socket where it listens
    record Leftover(long pid, String started, Path socket) {

        /// Whether it still runs.
        boolean alive() {
            return !started.isEmpty() && started.equals(ProcessFamily.started(pid));
        }

        /// Those of it that still run. Once it has ended, its number may have become another's.
        ProcessFamily family() {
            return new ProcessFamily(alive() ? pid : 0, WorkerLaunch.SOCKET + "=" + socket);
        }
    }

    /// Remembers who uses it.
    void remember(long pid, Path socket) throws IOException {
        Files.writeString(note, pid + "\n" + ProcessFamily.started(pid) + "\n" + socket + "\n", StandardCharsets.UTF_8);
    }

    void forget() throws IOException {
        Files.deleteIfExists(note);
    }

    /// Reads a note.
    ///
    /// @throws IOException when it can't be read, or is none
    static Leftover leftover(Path note) throws IOException {
        List<String> lines = Files.readAllLines(note, StandardCharsets.UTF_8);
        if (lines.size() != 3 || !lines.getFirst().matches("[0-9]{1,18}")) {
            throw new IOException(note + " is no note of a process");
        }
        return new Leftover(Long.parseLong(lines.getFirst()), lines.get(1), Path.of(lines.getLast()));
    }
}
