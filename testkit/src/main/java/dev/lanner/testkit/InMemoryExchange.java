package dev.lanner.testkit;

import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.Route;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.RequestTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An exchange that is running: lets a test play the client that waits, vanishes or lets a deadline pass. Safe for use
/// by several threads.
public final class InMemoryExchange {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TestRequest request;
    private final FeatureCollection features;
    private final InMemoryResponse response;
    private final InMemoryExecution execution;
    private final InMemoryOptions options;
    private @Nullable Thread thread;
    private boolean handled;
    private boolean suspended;
    private boolean finished;
    private boolean ending;
    private volatile boolean ended;
    private volatile boolean peerGone;
    private volatile @Nullable Throwable failure;

    InMemoryExchange(InMemoryConnector connector, TestRequest request, RequestTarget target) {
        this.request = request;
        this.response = new InMemoryResponse(this, request);
        this.execution = new InMemoryExecution(this, request.deadlinesByHand());
        this.options = new InMemoryOptions(this, request, response);
        InMemoryRequestBody body = new InMemoryRequestBody(this, request);
        FeatureCollection connection = new FeatureCollection(connector.server(),
                connector.isMinimal() ? key -> null : options::ofConnection);
        this.features = new FeatureCollection(connection, key -> null);
        features.set(Features.REQUEST, request.feature(this, target, body));
        features.set(Features.RESPONSE, response);
        features.set(Features.RESPONSE_BODY, response);
        if (!connector.isMinimal()) {
            features.set(Features.EXECUTION, execution);
            features.set(Features.MAX_REQUEST_BODY_SIZE, body);
            features.set(Features.BODY_DETECTION, body);
            features.set(Features.REQUEST_TRAILERS, body);
            options.install(features);
        }
    }

    static InMemoryExchange refused(InMemoryConnector connector, TestRequest request, MalformedTargetException why) {
        InMemoryExchange exchange = new InMemoryExchange(connector, request,
                new RequestTarget("http", "", "", "", "", null));
        exchange.response.replace(400);
        exchange.failure = why;
        exchange.handled();
        return exchange;
    }

    void run(Application application) {
        thread = thread("in-memory-request", () -> {
            try {
                application.handle(features);
            } catch (Throwable e) {
                failure = e;
            }
            handled();
        });
    }

    /// The request's features.
    public FeatureCollection features() {
        return features;
    }

    /// Waits for the end of the exchange, at most 10 s.
    ///
    /// @throws AssertionError when it does not end
    public TestResponse await() {
        await("the end of the exchange", () -> ended);
        return response();
    }

    /// Waits until the application's call has returned, at most 10 s.
    public InMemoryExchange awaitHandled() {
        await("the return of the application's call", () -> handled);
        return this;
    }

    /// Waits until the response has started, at most 10 s.
    public InMemoryExchange awaitStarted() {
        await("the start of the response", response::hasStarted);
        return this;
    }

    /// What the client has so far.
    public TestResponse response() {
        return new TestResponse(response, request.sink(), options, failure, peerGone);
    }

    /// Whether the exchange has ended.
    public boolean ended() {
        return ended;
    }

    /// The client vanishes: reads and writes fail, and the lifetime says so.
    public void disconnect() {
        abort();
    }

    /// The client ends its side; the response still reaches it.
    public void halfClose() {
        options.leftNow();
    }

    /// Lets the pending deadline pass.
    ///
    /// @throws IllegalStateException when there is none
    public void expire() {
        if (execution.pending() == null) {
            throw new IllegalStateException("no deadline is pending");
        }
        execution.expire();
    }

    /// The delay of the pending deadline.
    public @Nullable Duration deadline() {
        return execution.pending();
    }

    /// The route that was named last.
    public @Nullable Route route() {
        return execution.lastRoute();
    }

    void check() {
        if (ended) {
            throw new IllegalStateException("the exchange has ended");
        }
    }

    void checkPeer() throws IOException {
        check();
        if (peerGone) {
            throw new IOException("the client is gone");
        }
    }

    void suspend() {
        check();
        guarded(() -> suspended = true);
    }

    void finish() {
        guarded(() -> finished = true);
        tryEnd();
    }

    void abort() {
        peerGone = true;
        IOException gone = new IOException("the client is gone");
        BodySource body = request.body();
        if (body instanceof ScriptedBody scripted) {
            scripted.fail(gone);
        }
        ScriptedBody upgrade = request.upgradeInput();
        if (upgrade != null) {
            upgrade.fail(gone);
        }
        request.sink().fail(gone);
        options.abortedNow();
    }

    boolean upgraded() {
        return options.upgraded();
    }

    void tryEnd() {
        boolean[] mine = new boolean[1];
        guarded(() -> {
            mine[0] = handled && !ending && (!suspended || finished)
                    && (!options.upgraded() || options.upgradeClosed());
            ending |= mine[0];
        });
        if (mine[0]) {
            end();
        }
    }

    void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Thread thread(String name, Runnable action) {
        return Thread.ofVirtual().name(name).start(() -> {
            action.run();
            guarded(() -> {
            });
        });
    }

    void collectTrailers() {
        Supplier<Map<String, String>> supplier = options.trailerSupplier();
        if (supplier != null) {
            FieldList sent = options.sentTrailers();
            supplier.get().forEach(sent::add);
        }
    }

    private void handled() {
        guarded(() -> handled = true);
        tryEnd();
    }

    private void end() {
        if (failure == null) {
            completeQuietly();
        } else if (failure instanceof MalformedTargetException
                || response.replace(failure instanceof RequestRejectedException e ? e.status() : 500)) {
            completeQuietly();
        } else {
            abort();
        }
        guarded(execution::stop);
        response.ended();
        guarded(() -> ended = true);
        options.closed();
    }

    private void completeQuietly() {
        if (peerGone) {
            return;
        }
        try {
            response.complete();
        } catch (IOException e) {
            failure = e;
            abort();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long left = LONGEST.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw stuck(what);
                }
                // what starts a response does not signal: look again now and then
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(5));
                left -= TimeUnit.MILLISECONDS.toNanos(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    private AssertionError stuck(String what) {
        AssertionError error = new AssertionError("no sign of " + what + " in " + LONGEST);
        Thread running = thread;
        if (running != null && running.isAlive()) {
            error.setStackTrace(running.getStackTrace());
        }
        return error;
    }
}
