package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files of one context's workers: copies of its WAR, and a directory for each process. Kept from one start to the next,
/// so that what a worker has unpacked and compiled is found again. Shared by the versions of an application while one
/// replaces the other. Safe for use by several threads.
final class ContextPlace {
    private static final Logger LOG = LazyLogger.of(ContextPlace.class);
    private static final String NOTE_END = ".process";
    private static final String SESSIONS = "sessions";
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final char LAST_LETTER = 'z';

    private final Path directory;
    private final PrivatePlace places;
    private final Account runAs;
    private final WarCopies copies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    /// The files that processes write to, those of a version that is being replaced too. Guarded by lock.
    private final Set<Path> writing = new HashSet<>();
    /// The directories that processes have. Guarded by lock.
    private final Set<Path> taken = new HashSet<>();
    /// Those of them whose processes are dead. Guarded by lock.
    private final Set<Path> leaving = new HashSet<>();

    /// @param directory made and checked
    /// @param places makes more
    /// @param runAs who the processes are
    ContextPlace(Path directory, PrivatePlace places, Account runAs) {
        this.directory = directory;
        this.places = places;
        this.runAs = runAs;
        this.copies = new WarCopies(directory, places.self(), runAs);
    }

    WarCopies copies() {
        return copies;
    }

    /// Ends what a killed server has left.
    @FunctionalInterface
    interface LeftoverEnd {

        /// Gives it time and then kills it; does not wait for that.
        ///
        /// @param after to be run when nothing of it is left
        void end(Slot.Leftover left, Runnable after);
    }

    /// Deals with what a killed server has left: its processes end by themselves; those that don't are killed. Their
    /// directories are not used before.
    void settle(LeftoverEnd end) throws IOException {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory, "*" + NOTE_END)) {
            for (Path note : notes) {
                String name = String.valueOf(note.getFileName());
                Slot slot = new Slot(directory.resolve(name.substring(0, name.length() - NOTE_END.length())), note);
                Slot.Leftover old = leftover(note);
                if (old == null || old.family().members().isEmpty()) {
                    clear(slot, old);
                } else {
                    take(slot.directory());
                    end.end(old, () -> {
                        clear(slot, old);
                        release(slot);
                    });
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /// Whether processes that a killed server has left may run from a directory.
    static boolean inUse(Path directory) throws IOException {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory, "*" + NOTE_END)) {
            for (Path note : notes) {
                Slot.Leftover old = leftover(note);
                if (old != null && !old.family().members().isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static Slot.@Nullable Leftover leftover(Path note) {
        try {
            return Slot.leftover(note);
        } catch (IOException e) {
            // half-written by a server that was killed just then: its process got no token and has ended
            return null;
        }
    }

    private static void clear(Slot slot, Slot.@Nullable Leftover old) {
        try {
            if (old != null) {
                SocketPath.remove(old.socket());
            }
            slot.forget();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7140: what an earlier run has left in " + slot.directory()
                    + " can't be deleted: " + FileStatus.reason(e));
        }
    }

    /// A directory that no process uses; one that was used before where there is one.
    ///
    /// @param index which of the context's processes it is for
    /// @throws IOException when it can't be made, or is not safe
    Slot take(int index) throws IOException {
        for (char letter = 'a'; letter <= LAST_LETTER; letter++) {
            Path candidate = directory.resolve(Integer.toString(index) + letter);
            if (!take(candidate)) {
                continue;
            }
            Slot slot = new Slot(candidate, directory.resolve(candidate.getFileName() + NOTE_END));
            try {
                places.make(candidate, runAs, PrivatePlace.OWNER);
                SocketPath.clear(candidate);
                makeSessions();
                return slot;
            } catch (IOException e) {
                release(slot);
                throw e;
            }
        }
        throw new IOException("all directories for the process " + index + " in " + directory
                + " are in use by processes that have not ended yet");
    }

    /// Another user can't write where this server keeps sessions: its processes share a directory here.
    private void makeSessions() throws IOException {
        if (runAs.uid() != places.self().uid()) {
            places.make(directory.resolve(SESSIONS), runAs, PrivatePlace.OWNER);
        }
    }

    /// Waits a moment for one whose process is dead: in another directory nothing would be unpacked yet.
    private boolean take(Path slot) {
        long nanos = MOMENT.toNanos();
        lock.lock();
        try {
            while (leaving.contains(slot) && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
            return taken.add(slot);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return taken.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /// A process is about to write to a file: the oldest files of those that have ended are deleted.
    ///
    /// @param logs where all of them are
    /// @param name of the context, in a form that file names may have
    /// @param keep how many files of processes that have ended stay
    /// @throws IOException when they can't be deleted
    void writes(Path file, Path logs, String name, int keep) throws IOException {
        lock.lock();
        try {
            writing.add(file);
            WorkerLog.prune(logs, name, writing, keep);
        } finally {
            lock.unlock();
        }
    }

    /// It is written no more.
    void written(Path file) {
        lock.lock();
        try {
            writing.remove(file);
        } finally {
            lock.unlock();
        }
    }

    /// An archive of classes for its first start.
    void seedArchive(Slot slot) {
        Path workers = directory.getParent();
        if (runAs.uid() == places.self().uid() && workers != null) {
            ClassArchive.seed(workers, slot.directory());
        }
    }

    /// Its process has ended in order: others may have its archive of classes.
    void publishArchive(Slot slot) {
        Path workers = directory.getParent();
        if (runAs.uid() == places.self().uid() && workers != null) {
            ClassArchive.publish(slot.directory(), workers);
        }
    }

    /// Its process is dead, and what it has left is being taken away.
    void leaving(Slot slot) {
        lock.lock();
        try {
            leaving.add(slot.directory());
        } finally {
            lock.unlock();
        }
    }

    void release(Slot slot) {
        lock.lock();
        try {
            taken.remove(slot.directory());
            leaving.remove(slot.directory());
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Deletes copies that earlier runs have left and nobody needs.
    void sweep() {
        lock.lock();
        try {
            // a process that a killed server has left may still run from one
            if (taken.isEmpty()) {
                copies.sweep();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Deletes all of it but sessions: those of an application that is offline, was undeployed or could not be started are
    /// there when it comes back.
    void delete() {
        try {
            deleteAll();
        } catch (NoSuchFileException e) {
            // somebody was quicker
            return;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7141: " + directory + " can't be deleted: " + FileStatus.reason(e)
                    + "; delete it by hand");
        }
    }

    private void deleteAll() throws IOException {
        boolean kept = false;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path each : all) {
                boolean keep = each.endsWith(SESSIONS) && holdsFiles(each);
                kept |= keep;
                if (!keep) {
                    Removal.delete(each);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (!kept) {
            Removal.delete(directory);
        }
    }

    private static boolean holdsFiles(Path sessions) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(sessions)) {
            return all.iterator().hasNext();
        }
    }
}
