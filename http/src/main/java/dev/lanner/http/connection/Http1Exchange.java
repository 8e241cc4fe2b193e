package dev.lanner.http.connection;

import dev.lanner.http.exchange.Exchange;
import dev.lanner.http.exchange.Gate;
import dev.lanner.http.exchange.Lifetime;
import dev.lanner.http.exchange.ResponseState;
import dev.lanner.http.exchange.Timing;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.ConnectionTiming;
import dev.lanner.http.transport.WireLimits;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.Route;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request and its response.
///
/// Phases: RUNNING while the application's call is on the stack; a suspended exchange is AWAY once the call has
/// returned; FINISHING when it was finished before that; ENDED when the response is complete and the connection goes on
/// without it.
final class Http1Exchange implements Exchange {
    private static final Logger LOG = LazyLogger.of(Http1Exchange.class);
    private static final int RUNNING = 0;
    private static final int AWAY = 1;
    private static final int FINISHING = 2;
    private static final int ENDED = 3;
    private static final VarHandle PHASE;
    private static final VarHandle ID;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Http1Exchange.class, "phase", int.class);
            ID = MethodHandles.lookup().findVarHandle(Http1Exchange.class, "id", String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Connection connection;
    private final RequestHead head;
    private final RequestPlace place;
    private final RequestBody body;
    private final ResponseState response;
    private final ResponseBody responseBody;
    private final FeatureCollection features;
    private final Lifetime lifetime = new Lifetime(this::abort);
    private final @Nullable Timing timing;

    private final int number;
    private @Nullable String id;
    private volatile boolean suspended;
    private volatile boolean close;
    private volatile boolean broken;
    private volatile boolean nonBlockingOutput;
    private boolean synchronousIo = true;
    private volatile boolean upgraded;
    private volatile @Nullable UpgradedStream stream;
    private volatile int phase;
    private volatile @Nullable Rejection rejection;
    /// The reason code of what the application refused, and passed on.
    private @Nullable String refusedFor;
    private volatile @Nullable Route route;
    private final ExchangeDeadline deadline = new ExchangeDeadline();
    private @Nullable DataRate requestRate;
    private @Nullable DataRate responseRate;

    Http1Exchange(Http1Connection connection, RequestHead head, RequestPlace place) {
        this.connection = connection;
        this.head = head;
        this.place = place;
        number = ++connection.requests;
        ConnectionTiming since = connection.link.timing();
        timing = since == null ? null : new Timing(since, connection.headStartedNanos);
        body = new RequestBody(this, head, connection.endpoint().limits());
        response = new ResponseState(this);
        responseBody = new ResponseBody(this);
        features = new FeatureCollection(null, new Http1Features(this));
    }

    // ---- serving

    /// Runs the application.
    ///
    /// @return whether the connection goes on, when the exchange has ended
    boolean serve() {
        place.serving(this);
        try {
            connection.endpoint().context().application().handle(features);
        } catch (RequestRejectedException e) {
            refused(e);
        } catch (Exception | Error e) {
            failed(e);
        }
        if (upgraded) {
            leave();
            return false;
        }
        if (suspended && PHASE.compareAndSet(this, RUNNING, AWAY)) {
            flushWhileAway();
            return false;
        }
        return end();
    }

    /// The connection was upgraded: the exchange is over, and the stream goes on without it.
    private void leave() {
        response.completed();
        phase = ENDED;
        body.gate.end();
        responseBody.gate.end();
        log();
        lifetime.ended();
        place.serving(null);
        connection.exchangeOver();
        connection.output().discard();
    }

    private void flushWhileAway() {
        try {
            responseBody.gate.enter();
            try {
                if (!nonBlockingOutput && !upgraded) {
                    connection.output().flush();
                }
            } finally {
                responseBody.gate.exit();
            }
        } catch (IOException e) {
            connection.fail(e);
        } catch (IllegalStateException e) {
            // finished meanwhile by another thread, which flushes
        }
    }

    private void refused(RequestRejectedException refusal) {
        refusedFor = refusal.reason();
        close = true;
        suspended = false;
        answer(refusal.status(), refusal.getMessage() == null ? "" : refusal.getMessage());
    }

    private void failed(Throwable failure) {
        if (connection.failed()) {
            LOG.log(Level.DEBUG, "the client of request {0} has gone", id());
        } else {
            applicationFailed("the application", failure);
        }
        suspended = false;
        UpgradedStream own = stream;
        if (own == null) {
            answer(500, "The server failed to answer this request.");
        } else {
            own.close();
        }
    }

    /// Answers in place of the application, if the client can still be told.
    private void answer(int status, String text) {
        if (responseBody.started()) {
            broken |= !responseBody.isComplete();
            close |= broken;
            return;
        }
        try {
            response.clear();
            response.status(status);
            response.headers().set("Content-Type", "text/plain;charset=us-ascii");
            Linger.write(responseBody, text);
        } catch (IOException e) {
            connection.fail(e);
        } catch (RuntimeException e) {
            applicationFailed("an action at the response's start", e);
        }
    }

    @Override
    public void applicationFailed(String where, Throwable failure) {
        LOG.log(Level.ERROR, "LNR-1010 failure in " + where + " while serving request " + id(), failure);
    }

    /// Completes the response and decides what becomes of the connection.
    ///
    /// @return whether it goes on with the next request
    private boolean end() {
        try {
            if (!broken) {
                responseBody.completeAtEnd();
            }
        } catch (RuntimeException | Error e) {
            applicationFailed("the end of the response", e);
            broken();
        } catch (IOException e) {
            close = true;
            if (!connection.failed()) {
                LOG.log(Level.WARNING, "LNR-1011 the response to request {0} could not be completed: {1}", id(),
                        e.getMessage());
            }
        }
        response.completed();
        boolean goesOn = !close && !connection.failed() && settleBody();
        phase = ENDED;
        body.gate.end();
        responseBody.gate.end();
        connection.output().blocking();
        log();
        lifetime.ended();
        place.serving(null);
        if (!goesOn) {
            endConnection();
        }
        return goesOn;
    }

    /// What the application left of the body must be out of the way before the next request.
    private boolean settleBody() {
        if (body.consumed()) {
            return true;
        }
        try {
            connection.output().flush();
        } catch (IOException e) {
            connection.fail(e);
            return false;
        }
        WireLimits limits = connection.endpoint().limits();
        return body.drain(limits.maxDrain(), EventLoop.clockMillis() + limits.drainMillis());
    }

    private void endConnection() {
        boolean reset = connection.failed() || response.started() && !responseBody.isComplete();
        try {
            if (!connection.over()) {
                connection.output().flush();
            }
        } catch (IOException e) {
            connection.fail(e);
        }
        boolean inputDone = body.consumed();
        connection.exchangeOver();
        if (connection.over()) {
            connection.end();
        } else if (reset || broken) {
            connection.abort();
            connection.end();
        } else {
            new RequestSide(connection, null).closeAfterAnswer(inputDone);
        }
    }

    /// The response can't be completed as announced: the client must see that, by a reset.
    void broken() {
        broken = true;
        close = true;
    }

    private void log() {
        Rejection reason = rejection;
        BadRequestFeature told = features.known(Features.BAD_REQUEST);
        String code = reason != null ? reason.code() : told != null ? told.reason() : refusedFor;
        if (code == null) {
            if (!connection.endpoint().wantsAllRequests()) {
                return;
            }
            code = connection.failed() ? "client-gone" : null;
        }
        Timing taken = timing;
        try {
            Linger.log(this, taken == null ? 0 : taken.end(), code, route);
        } catch (RuntimeException e) {
            applicationFailed("the request log", e);
        }
    }

    // ---- ExecutionFeature

    @Override
    public void route(Route to) {
        route = to;
        if (timing != null) {
            timing.dispatched();
        }
        if (to.slow() && place.returnsToLoop()) {
            connection.output().holdForLoop();
        }
        place.route(to);
    }

    @Override
    public void suspend() {
        checkNotEnded();
        suspended = true;
    }

    @Override
    public void execute(Runnable step) {
        checkNotEnded();
        RequestPlace made = connection.endpoint().loops().place(connection.loop());
        Route known = route;
        if (known != null) {
            made.route(known);
        }
        made.start(() -> {
            made.serving(this);
            try {
                step.run();
            } finally {
                made.serving(null);
                if (phase == AWAY) {
                    flushWhileAway();
                }
            }
        });
    }

    @Override
    public void deadline(Duration after, Runnable action) {
        deadline.set(after, action);
    }

    @Override
    public void finish() {
        if (upgraded) {
            // its end is that of the call, or was when it was upgraded
            return;
        }
        if (PHASE.compareAndSet(this, RUNNING, FINISHING)) {
            return;
        }
        if (PHASE.compareAndSet(this, AWAY, FINISHING) && end()) {
            new RequestSide(connection, null).resumeAfter();
        }
    }

    // ---- the loop's looks

    /// Deadlines, called a few times each second.
    void sweep(long now) {
        deadline.sweep(now);
        body.sweep(requestRate(), now);
        if (connection.output().tooSlow(responseRate(), now)) {
            rejected(Rejection.RESPONSE_TOO_SLOW);
            connection.abort();
        }
    }

    /// The client closed its side; it may still read.
    void peerClosed(boolean abort) {
        lifetime.clientLeft();
        if (abort) {
            connection.abort();
        }
    }

    /// The connection can't be used any more.
    void connectionLost() {
        lifetime.connectionLost();
    }

    /// Whether the loop may read on: the body is over and the connection is still HTTP.
    boolean bodyConsumed() {
        return body.consumed() && !upgraded;
    }

    // ---- for the features

    /// Sends an interim response.
    @Override
    public void sendInformational(int status, Fields fields) throws IOException {
        Interim.send(this, status, fields);
    }

    /// Whether the connection must end after this exchange, asked when the response starts.
    boolean closesAfter(boolean askedByApplication) {
        return close || askedByApplication || !head.keepAlive() || connection.link.closeRequested()
                || body.continueNotSent() && !body.consumed();
    }

    void willClose() {
        close = true;
    }

    void rejected(Rejection reason) {
        rejection = reason;
        close = true;
    }

    /// The answers so far may go out when the request waits.
    void holdIfUseful() {
        if (place.returnsToLoop() && Thread.currentThread().isVirtual()) {
            connection.output().holdForLoop();
        }
    }

    /// The answer is complete though the application is still busy: it goes out, together with those to the requests
    /// that have come already where the loop can see to it that they don't wait.
    void sendAnswer() throws IOException {
        if (connection.input().available() > 0 && place.returnsToLoop() && Thread.currentThread().isVirtual()) {
            connection.output().holdForLoop();
        } else {
            connection.output().flush();
        }
    }

    /// From now on writes don't wait. What was written before goes out too, or nobody would ever say that there is
    /// room.
    void useNonBlockingOutput() {
        if (nonBlockingOutput) {
            return;
        }
        responseBody.gate.enter();
        try {
            nonBlockingOutput = true;
            connection.output().nonBlocking();
            connection.output().tryFlush();
        } catch (IOException e) {
            // the next write says so
        } finally {
            responseBody.gate.exit();
        }
    }

    boolean nonBlockingOutput() {
        return nonBlockingOutput;
    }

    @Override
    public Connection link() {
        return connection.link;
    }

    @Override
    public void checkNotEnded() {
        if (phase == ENDED) {
            throw Gate.ended();
        }
    }

    boolean ended() {
        return phase == ENDED;
    }

    boolean upgraded() {
        return upgraded;
    }

    void markUpgraded() {
        upgraded = true;
        suspended = true;
    }

    /// The stream has the connection.
    void upgraded(UpgradedStream to) {
        stream = to;
        if (PHASE.compareAndSet(this, AWAY, FINISHING)) {
            leave();
        }
    }

    @Nullable
    Route route() {
        return route;
    }

    @Override
    public @Nullable String refusal() {
        Rejection reason = rejection;
        return reason == null ? refusedFor : reason.code();
    }

    @Override
    public Fields headers() {
        return head.headers();
    }

    @Override
    public boolean canHaveBody() {
        return body.possible();
    }

    @Override
    public boolean bodyRead() {
        return body.consumed();
    }

    @Override
    public Fields trailers() {
        return body.trailers();
    }

    @Override
    public void unbuffered() {
        responseBody.unbuffered();
    }

    private void abort() {
        connection.abort();
    }

    @Override
    public boolean synchronousIoAllowed() {
        return synchronousIo;
    }

    @Override
    public void synchronousIoAllowed(boolean allowed) {
        synchronousIo = allowed;
    }

    @Override
    public DataRate requestRate() {
        DataRate own = requestRate;
        return own == null ? connection.endpoint().limits().requestRate() : own;
    }

    @Override
    public void requestRate(DataRate rate) {
        requestRate = rate;
    }

    @Override
    public DataRate responseRate() {
        DataRate own = responseRate;
        return own == null ? connection.endpoint().limits().responseRate() : own;
    }

    @Override
    public void responseRate(DataRate rate) {
        responseRate = rate;
    }

    @Override
    public String id() {
        String own = id;
        if (own == null) {
            String made = connection.id() + "-" + Integer.toString(number, 36);
            own = (String) ID.compareAndExchange(this, null, made);
            own = own == null ? made : own;
        }
        return own;
    }

    @Override
    public String connectionId() {
        return connection.id();
    }

    @Override
    public void id(String given) {
        id = given;
    }

    Http1Connection connection() {
        return connection;
    }

    FeatureCollection features() {
        return features;
    }

    RequestHead head() {
        return head;
    }

    RequestBody body() {
        return body;
    }

    ResponseState response() {
        return response;
    }

    ResponseBody responseBody() {
        return responseBody;
    }

    @Override
    public @Nullable Timing timing() {
        return timing;
    }

    Lifetime lifetime() {
        return lifetime;
    }
}
