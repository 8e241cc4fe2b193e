package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files of all workers of a server, below `workers` of its base directory: for each context a directory with the
/// copies of its WAR, and in it one for each process. Safe for use by several threads.
public final class WorkerSites {
    private static final Logger LOG = LazyLogger.of(WorkerSites.class);
    /// What the process of a server that was killed has to end by itself.
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WORKERS = "workers";
    private static final long LOOK_NANOS = 50_000_000;

    private final WorkerLaunch launch;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    /// By the name of the context. Guarded by lock.
    private final Map<String, Shared> places = new HashMap<>();
    private final AtomicBoolean noGroups = new AtomicBoolean();
    private volatile boolean keep;

    /// A context's files, and how many applications use them.
    private static final class Shared {
        private final ContextPlace place;
        private int users;

        Shared(ContextPlace place) {
            this.place = place;
        }
    }

    /// @param launch how this server is started once more
    public WorkerSites(WorkerLaunch launch) {
        this(launch, PATIENCE);
    }

    WorkerSites(WorkerLaunch launch, Duration patience) {
        this.launch = launch;
        this.patience = patience;
    }

    /// From now on what is closed stays for the next start of this server: it is stopping, nothing is undeployed.
    public void keepAll() {
        keep = true;
    }

    /// Gets all ready for the processes of a web application: checks what the owner has written, and copies the WAR. Starts
    /// nothing.
    ///
    /// @param source a WAR or a directory, absolute
    /// @throws WorkerStartException naming what is wrong: the JDK, an option, the user, a directory that is not safe, the WAR
    public WorkerSite open(WorkerSpec spec, Path source) throws WorkerStartException {
        try {
            Account self = Account.self();
            Account runAs = Launchpad.runAs(spec, self);
            Launchpad.check(spec, launch);
            String name = FileName.of(spec.context());
            // a directory belongs to the processes of one user
            String directory = runAs.uid() == self.uid() ? name : name + "@" + runAs.name();
            ContextPlace place = enter(directory, self, runAs, spec.context());
            Path war = null;
            try {
                war = copy(place, spec, source);
                sweep(place, name);
                CommandLine line = new CommandLine(launch, spec, self, runAs, war);
                Launchpad.checkReach(line);
                Path logs = launch.base().resolve("logs");
                return new WorkerSite(line, place, logs(logs, self), name, new Closing(place, directory, war));
            } catch (IOException | WorkerStartException | InterruptedException | RuntimeException e) {
                leave(directory, place, war);
                throw e;
            }
        } catch (IOException e) {
            throw new WorkerStartException("LNR-7127: context " + spec.context() + ": its workers can't have their "
                    + "files: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkerStartException("LNR-7127: context " + spec.context() + ": it was given up", e);
        }
    }

    private static Path copy(ContextPlace place, WorkerSpec spec, Path source) throws WorkerStartException {
        try {
            return place.copies().take(source);
        } catch (IOException e) {
            throw new WorkerStartException("LNR-7124: context " + spec.context() + ": " + source + " can't be served: "
                    + FileStatus.reason(e), e);
        }
    }

    private static Path logs(Path logs, Account self) throws IOException {
        if (!Files.isDirectory(logs)) {
            new PrivatePlace(self).make(logs, self, PrivatePlace.OWNER);
        }
        return logs;
    }

    private ContextPlace enter(String name, Account self, Account runAs, String context) throws IOException {
        lock.lock();
        try {
            Shared known = places.get(name);
            if (known == null) {
                ContextPlace place = new ContextPlace(directory(name, self, runAs), new PrivatePlace(self), runAs);
                place.settle((left, after) -> end(context, left, after));
                known = new Shared(place);
                places.put(name, known);
            }
            known.users++;
            return known.place;
        } finally {
            lock.unlock();
        }
    }

    private Path directory(String name, Account self, Account runAs) throws IOException {
        PrivatePlace making = new PrivatePlace(self);
        Path all = launch.base().resolve(WORKERS);
        // workers of other users must pass; each context's directory lets in its own user only
        making.make(all, self, self.root() ? PrivatePlace.PASSAGE : PrivatePlace.OWNER);
        Path directory = all.resolve(name);
        if (runAs.uid() == self.uid()) {
            making.make(directory, self, PrivatePlace.OWNER);
        } else {
            making.make(directory, self, PrivatePlace.GROUP_PASSAGE);
            Files.setAttribute(directory, "unix:gid", runAs.gid(), LinkOption.NOFOLLOW_LINKS);
        }
        return directory;
    }

    /// Deletes what earlier runs have left: copies, and the directories of this context as other users.
    private void sweep(ContextPlace place, String name) {
        place.sweep();
        lock.lock();
        try (DirectoryStream<Path> others = Files.newDirectoryStream(launch.base().resolve(WORKERS),
                "{" + name + "," + name + "@*}")) {
            for (Path other : others) {
                if (!places.containsKey(String.valueOf(other.getFileName())) && !ContextPlace.inUse(other)) {
                    Removal.delete(other);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "LNR-7141: what earlier workers of " + name + " have left can't be deleted: "
                    + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /// The front server of such a process was killed. It sees that by itself.
    private void end(String context, Slot.Leftover left, Runnable after) {
        LOG.log(Level.WARNING, "LNR-7142: context " + context + ": the worker " + left.pid() + " of an earlier run is "
                + "still there; it is killed unless it ends within " + patience.toSeconds() + " s");
        Thread.ofVirtual().name("lanner-worker-leftover-" + left.pid()).start(() -> {
            long end = System.nanoTime() + patience.toNanos();
            while (left.alive() && System.nanoTime() < end) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            left.family().kill();
            after.run();
        });
    }

    private void leave(String name, ContextPlace place, @Nullable Path war) {
        lock.lock();
        try {
            Shared shared = places.get(name);
            if (war != null) {
                place.copies().giveBack(war, keep);
            }
            if (shared != null && --shared.users == 0) {
                places.remove(name);
                if (!keep) {
                    place.delete();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// What a site needs of its maker.
    private final class Closing implements WorkerSite.Owner {
        private final ContextPlace place;
        private final String directory;
        private final Path war;

        Closing(ContextPlace place, String directory, Path war) {
            this.place = place;
            this.directory = directory;
            this.war = war;
        }

        @Override
        public @Nullable ControlGroup group(WorkerSpec spec, String name) {
            try {
                return ControlGroup.make(spec.bounds(), name);
            } catch (IOException e) {
                if (noGroups.compareAndSet(false, true)) {
                    LOG.log(Level.INFO, "LNR-7135: context " + spec.context()
                            + ": worker.memory and worker.cpus hold as "
                            + "options of the JVM only (-Xmx, -XX:ActiveProcessorCount), as this server can't make "
                            + "control groups: " + e.getMessage());
                }
                return null;
            }
        }

        @Override
        public void closed() {
            leave(directory, place, war);
        }
    }
}
