package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.pairing.PairingToken;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Starts the processes of one web application, from its own copy of the WAR. Made by [WorkerSites]. Safe for use by several
/// threads.
public final class WorkerSite implements WorkerProcesses {
    private static final Logger LOG = LazyLogger.of(WorkerSite.class);

    private final CommandLine line;
    private final ContextPlace place;
    private final Path logs;
    private final String name;
    private final Owner owner;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Who made this.
    interface Owner {

        /// The bounds of a process, as far as the system has them; null for none.
        @Nullable
        ControlGroup group(WorkerSpec spec, String name);

        /// This one is not needed any more.
        void closed();
    }

    /// @param line what is started
    /// @param place the context's files
    /// @param logs where output goes
    /// @param name of the context, in a form that file names may have
    /// @param owner who made this
    WorkerSite(CommandLine line, ContextPlace place, Path logs, String name, Owner owner) {
        this.line = line;
        this.place = place;
        this.logs = logs;
        this.name = name;
        this.owner = owner;
    }

    /// What the processes serve: the copy of the WAR, or the directory.
    public Path war() {
        return line.war();
    }

    @Override
    public WorkerProcess start(int index) throws WorkerStartException {
        if (closed.get()) {
            throw new WorkerStartException("LNR-7125: context " + line.spec().context() + ": it has been undeployed");
        }
        Slot slot = null;
        SocketPath socket = null;
        try {
            slot = place.take(index);
            if (ClassArchive.isCommon(line.spec().jvm())) {
                place.seedArchive(slot);
            }
            socket = SocketPath.of(slot.directory(), line.self(), line.runAs());
            return start(slot, socket);
        } catch (IOException e) {
            release(slot, socket);
            throw new WorkerStartException("LNR-7126: context " + line.spec().context() + ": no worker can be started: "
                    + e.getMessage(), e);
        }
    }

    private void release(@Nullable Slot slot, @Nullable SocketPath socket) {
        if (slot == null) {
            return;
        }
        try {
            slot.forget();
            if (socket != null) {
                SocketPath.remove(socket.path());
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7140: " + slot.directory() + " can't be cleared: " + e.getMessage());
        } finally {
            place.release(slot);
        }
    }

    private WorkerProcess start(Slot slot, SocketPath socket) throws IOException {
        PairingToken token = PairingToken.random();
        List<String> arguments = line.arguments(slot.directory());
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        Path directory = line.spec().place().directory();
        builder.directory((directory == null ? slot.directory() : directory).toFile());
        builder.environment().clear();
        builder.environment().putAll(line.variables(System.getenv(), socket.path()));
        Process process = builder.start();
        try {
            tell(process, token);
            slot.remember(process.pid(), socket.path());
            return watched(process, slot, socket, token);
        } catch (IOException | RuntimeException | Error e) {
            // it has got no token, or nobody would watch it
            process.destroyForcibly();
            throw e;
        }
    }

    /// The first line of its input; the input stays open.
    private static void tell(Process process, PairingToken token) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((token.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
        } catch (IOException e) {
            // it has ended already: whoever waits for it will hear why
            LOG.log(Level.DEBUG, "a worker ended before it was told its token", e);
        }
    }

    private WorkerProcess watched(Process process, Slot slot, SocketPath socket, PairingToken token) {
        long pid = process.pid();
        KernelChoice.prefer(pid);
        ControlGroup group = bounds(process);
        Path file = logs.resolve(WorkerLog.name(name, Instant.now(), pid));
        prune(file);
        WorkerOutput output = WorkerOutput.read(process.getInputStream(),
                new WorkerLog(file, line.spec().output()), pid);
        ProcessFamily family = new ProcessFamily(line.ownSession() ? pid : 0,
                WorkerLaunch.SOCKET + "=" + socket.path());
        ChildProcess.Belongings belongings = new ChildProcess.Belongings(family, group, output, file,
                slot.directory().resolve("hs_err_" + pid + ".log"), new Leave(slot, file));
        HopPool pool = new HopPool(socket.path(), token, line.runAs().name());
        return new ChildProcess(process, pool, socket, line.spec().context(), belongings).watched();
    }

    /// The end of a process, for its directory and its log.
    private final class Leave implements ChildProcess.Place {
        private final Slot slot;
        private final Path log;

        Leave(Slot slot, Path log) {
            this.slot = slot;
            this.log = log;
        }

        @Override
        public void leaving() {
            place.leaving(slot);
        }

        @Override
        public void left(boolean orderly) {
            place.written(log);
            if (orderly && ClassArchive.isCommon(line.spec().jvm())) {
                place.publishArchive(slot);
            }
            release(slot, null);
        }
    }

    private @Nullable ControlGroup bounds(Process process) {
        ControlGroup group = owner.group(line.spec(), "lanner-" + name + "-" + process.pid());
        if (group == null) {
            return null;
        }
        try {
            group.add(process.pid());
            return group;
        } catch (IOException e) {
            group.remove();
            LOG.log(Level.WARNING, "LNR-7135: context " + line.spec().context() + ": the worker " + process.pid()
                    + " has no bounds of the kernel: " + e.getMessage());
            return null;
        }
    }

    private void prune(Path file) {
        try {
            place.writes(file, logs, name, line.spec().output().files());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-7139: old output of workers in " + logs + " can't be deleted: "
                    + FileStatus.reason(e));
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            owner.closed();
        }
    }
}
