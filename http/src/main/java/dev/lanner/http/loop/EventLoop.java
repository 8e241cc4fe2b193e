package dev.lanner.http.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits for readiness and runs queued work, in guarded steps.
///
/// The word is even between steps and odd within one. Whoever entered a step leaves it by a compare-and-set; when that
/// fails the guard has given the loop to another carrier, and the thread must return without touching anything of the
/// loop. The list of ready objects and the batch counters are used between steps only, so they belong to whoever owns
/// the word.
public final class EventLoop {
    private static final int BATCH = 64;
    private static final long SWEEP_MILLIS = 250;
    private static final long ORIGIN = System.nanoTime() - 1_000_000;
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(EventLoop.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int index;
    private final Selector selector;
    private final LoopGuard guard;
    private final Executor forward;
    private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final Consumer<SelectionKey> collector = this::collect;

    private volatile long word;
    private volatile boolean sleeping;
    private volatile boolean stopped;
    private volatile boolean wakeAsked;
    private volatile @Nullable Carrier owner;
    private volatile long nowMillis = clockMillis();
    private volatile long wallMillis = System.currentTimeMillis();

    // between steps only, owned through the word
    private @Nullable Ready[] ready = new @Nullable Ready[256];
    private int[] readyOps = new int[256];
    private int readyNext;
    private int readyCount;
    private long nextSweep;
    private @Nullable RequestHome running;

    /// @param forward where work goes once the loop has stopped
    EventLoop(int index, LoopGuard guard, Executor forward) throws IOException {
        this.index = index;
        this.guard = guard;
        this.forward = forward;
        this.selector = Selector.open();
    }

    /// The loop's number, from 0.
    public int index() {
        return index;
    }

    /// How many channels are registered; from any thread, about.
    public int channels() {
        return selector.keys().size();
    }

    /// Milliseconds of a clock that never jumps, above 0: for all timeouts, so that none depends on somebody setting
    /// the time of day.
    public static long clockMillis() {
        return (System.nanoTime() - ORIGIN) / 1_000_000;
    }

    /// The time of day in milliseconds, read once in each turn of the loop.
    public long wallMillis() {
        return wallMillis;
    }

    /// The time as in [#clockMillis()], read once in each turn of the loop.
    public long nowMillis() {
        return nowMillis;
    }

    /// Queues work to be run in a step. From any thread, lock-free.
    public void submit(Runnable task) {
        work.add(task);
        if (stopped) {
            forwardWork();
        } else {
            wake();
        }
    }

    /// Queues a continuation. The JDK calls the scheduler with the calling virtual thread pinned, so that a lock of the
    /// selector can't unmount it.
    void submitPinned(RequestHome home) {
        work.add(home);
        if (stopped) {
            forwardWork();
        } else if (sleeping) {
            selector.wakeup();
        }
    }

    /// Makes the loop look at its queue, should it be asleep.
    ///
    /// A selector has monitors inside (wake-up, changes of interest, cancelled keys). A virtual thread that waits for
    /// one is unmounted and may be next in line before the loop itself; if it runs on that loop, neither would ever go
    /// on. So virtual threads never call a selector: they queue work, and the guard's thread does the wake-up for them.
    private void wake() {
        // A loop that is not asleep looks at its queue before it sleeps: the two volatile fields are written and read
        // crosswise, so no wake-up is lost.
        if (sleeping) {
            if (Thread.currentThread().isVirtual()) {
                wakeAsked = true;
                guard.wakeLoops();
            } else {
                selector.wakeup();
            }
        }
    }

    /// Makes the loop look again, asleep or not. Not from a virtual thread that runs on a loop.
    public void wakeAlways() {
        selector.wakeup();
    }

    /// The guard's part of [#wake].
    void wakeIfAsked() {
        if (wakeAsked) {
            wakeAsked = false;
            selector.wakeup();
        }
    }

    /// Registers a channel. From platform threads.
    public SelectionKey register(SelectableChannel channel, int ops, Ready handler) throws IOException {
        SelectionKey key = channel.register(selector, ops, handler);
        wakeFromPlatform();
        return key;
    }

    /// Makes the loop look again after a change of its keys. From platform threads, the loop's own among them.
    public void wakeFromPlatform() {
        if (sleeping) {
            selector.wakeup();
        }
    }

    /// The key of a registered channel.
    public @Nullable SelectionKey keyOf(SelectableChannel channel) {
        return channel.keyFor(selector);
    }

    /// Whether the loop has ended.
    public boolean stopped() {
        return stopped;
    }

    /// Ends the loop; its queued work, and what comes later, goes to the forward executor.
    void stop() {
        stopped = true;
        selector.wakeup();
        // not after a step that may hold the loop for long
        forwardWork();
    }

    void run(Carrier carrier) {
        owner = carrier;
        while (handleReady(carrier) && runWork()) {
            if (stopped) {
                finish();
                return;
            }
            if (!sweepIfDue()) {
                return;
            }
            select();
        }
    }

    // ---- steps

    private long enter() {
        long entered = word + 1;
        WORD.setRelease(this, entered);
        guard.busy();
        return entered;
    }

    private boolean leave(long entered) {
        return WORD.compareAndSet(this, entered, entered + 1);
    }

    /// The guard's look: odd within a step.
    long word() {
        return word;
    }

    /// Takes the loop from the carrier that is in this step. On success the caller must give it to another.
    boolean take(long seen) {
        return WORD.compareAndSet(this, seen, seen + 1);
    }

    /// The request whose continuation ran when the loop was taken; for the guard, after [#take].
    @Nullable
    RequestHome running() {
        return running;
    }

    /// The carrier that runs the loop, or ran it before it was taken; for the guard.
    @Nullable
    Carrier carrier() {
        return owner;
    }

    private boolean handleReady(Carrier carrier) {
        while (readyNext < readyCount) {
            int next = readyNext++;
            Ready handler = ready[next];
            ready[next] = null;
            if (handler == null) {
                continue;
            }
            running = null;
            int ops = readyOps[next];
            long entered = enter();
            try {
                handler.ready(carrier, ops);
            } catch (RuntimeException | Error e) {
                guard.failed("a connection's readiness", e);
            }
            if (!leave(entered) || !runWork()) {
                return false;
            }
        }
        readyNext = 0;
        readyCount = 0;
        return true;
    }

    /// Runs queued work, a bounded number of pieces.
    private boolean runWork() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = work.poll();
            if (task == null) {
                return true;
            }
            running = task instanceof RequestHome home ? home : null;
            long entered = enter();
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                guard.failed("a loop's task", e);
            }
            if (!leave(entered)) {
                return false;
            }
        }
        return true;
    }

    private boolean sweepIfDue() {
        long now = nowMillis;
        if (now < nextSweep) {
            return true;
        }
        nextSweep = now + SWEEP_MILLIS;
        running = null;
        long entered = enter();
        for (SelectionKey key : selector.keys()) {
            try {
                if (key.attachment() instanceof Ready handler) {
                    handler.sweep(now);
                }
            } catch (RuntimeException | Error e) {
                guard.failed("a sweep", e);
            }
        }
        return leave(entered);
    }

    // ---- between steps

    private void select() {
        try {
            if (work.isEmpty()) {
                sleeping = true;
                if (work.isEmpty() && !stopped) {
                    selector.select(collector, Math.max(1, nextSweep - nowMillis));
                }
                sleeping = false;
            } else {
                selector.selectNow(collector);
            }
        } catch (IOException | RuntimeException | Error e) {
            // nothing that one key does may end the loop
            sleeping = false;
            guard.failed("select", e);
        }
        nowMillis = clockMillis();
        wallMillis = System.currentTimeMillis();
    }

    void collect(SelectionKey key) {
        if (readyCount == ready.length) {
            ready = Arrays.copyOf(ready, readyCount * 2);
            readyOps = Arrays.copyOf(readyOps, readyCount * 2);
        }
        try {
            if (key.attachment() instanceof Ready handler) {
                readyOps[readyCount] = key.readyOps();
                ready[readyCount++] = handler;
            }
        } catch (CancelledKeyException e) {
            // closed by another thread since it was selected
        }
    }

    private void finish() {
        try {
            for (SelectionKey key : selector.keys()) {
                // what was registered while the loop was told to stop
                key.channel().close();
                if (key.attachment() instanceof Ready handler) {
                    handler.loopEnded();
                }
            }
            selector.close();
        } catch (IOException e) {
            guard.failed("the end of a selector", e);
        }
        forwardWork();
    }

    private void forwardWork() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            forward.execute(task);
        }
    }
}
