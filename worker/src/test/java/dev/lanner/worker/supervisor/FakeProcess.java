package dev.lanner.worker.supervisor;

import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.process.WorkerStartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// A process that does what the test says.
final class FakeProcess implements WorkerProcess {
    private final FakeTime time;
    private final int index;
    private final long pid;
    private final HopPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final List<Duration> stops = new CopyOnWriteArrayList<>();
    /// What the test has begun and not ended there.
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    /// What an asked end waits for.
    private volatile CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
    private boolean answered;
    private boolean parked;
    private volatile long memory = 1000;

    FakeProcess(FakeTime time, int index, long pid) {
        this.time = time;
        this.index = index;
        this.pid = pid;
        pool = new HopPool(Path.of("/nowhere/" + pid), PairingToken.random());
    }

    int index() {
        return index;
    }

    /// It gets ready; what follows may take a moment.
    void readySoon() {
        answer("");
    }

    /// It ends by itself; what follows may take a moment.
    void endsSoon(int code, String words) {
        vanish(code, words, false);
    }

    /// It gets ready.
    void ready() {
        answer("");
        time.quiet();
    }

    /// It says that it never will be.
    void fails(String reason) {
        answer(reason);
        time.quiet();
    }

    private void answer(String text) {
        lock.lock();
        try {
            if (!answered && parked) {
                time.busy(1);
            }
            answered = true;
        } finally {
            lock.unlock();
        }
        answer.complete(text);
    }

    /// It ends by itself.
    void ends(int code, String words) {
        vanish(code, words, false);
        time.quiet();
    }

    private void vanish(int code, String words, boolean asked) {
        answer("it ended with exit code " + code + ": " + words);
        gone.complete(null);
        exit.complete(new Exit(code, asked, words, null));
    }

    /// Asked to end, it takes its time until the test says so.
    ///
    /// @return to be completed
    CompletableFuture<Void> lingers() {
        end = new CompletableFuture<>();
        return end;
    }

    void memory(long bytes) {
        memory = bytes;
    }

    List<Duration> stops() {
        return stops;
    }

    AtomicInteger running() {
        return running;
    }

    /// How many requests ran when it was stopped.
    int cut() {
        return cut.get();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public HopPool pool() {
        return pool;
    }

    @Override
    public void awaitReady(Duration longest) throws WorkerStartException {
        lock.lock();
        try {
            if (!answered) {
                parked = true;
                time.busy(-1);
            }
        } finally {
            lock.unlock();
        }
        String reason = answer.join();
        if (!reason.isEmpty()) {
            throw new WorkerStartException(reason);
        }
    }

    @Override
    public boolean alive() {
        return !gone.isDone();
    }

    @Override
    public CompletableFuture<Void> gone() {
        return gone;
    }

    @Override
    public String log() {
        return "logs/worker-" + pid + ".log";
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public long memory() {
        return memory;
    }

    @Override
    public void stop(Duration grace) {
        stops.add(grace);
        cut.addAndGet(running.get());
        if (!grace.isZero() && !end.isDone()) {
            time.busy(-1);
            end.join();
            time.busy(1);
        }
        vanish(143, "", true);
    }
}
