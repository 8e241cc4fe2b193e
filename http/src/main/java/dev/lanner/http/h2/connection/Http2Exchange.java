package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.Exchange;
import dev.lanner.http.exchange.Gate;
import dev.lanner.http.exchange.Lifetime;
import dev.lanner.http.exchange.ResponseState;
import dev.lanner.http.exchange.Timing;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.ErrorCode;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.Connection;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.Route;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.BadRequestFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One request and its response, on a stream.
///
/// Phases: RUNNING while the application's call is on the stack; a suspended exchange is AWAY once the call has
/// returned; FINISHING when it was finished before that; ENDED when nothing of it uses the stream any more.
final class Http2Exchange implements Exchange {
    /// As the Servlet API names it.
    static final String PROTOCOL = "HTTP/2.0";
    private static final Logger LOG = LazyLogger.of(Http2Exchange.class);
    private static final AtomicLong IDS = new AtomicLong();
    private static final int RUNNING = 0;
    private static final int AWAY = 1;
    private static final int FINISHING = 2;
    private static final int ENDED = 3;
    private static final VarHandle PHASE;
    private static final VarHandle ID;
    private static final VarHandle DEADLINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(Http2Exchange.class, "phase", int.class);
            ID = MethodHandles.lookup().findVarHandle(Http2Exchange.class, "id", String.class);
            DEADLINE = lookup.findVarHandle(Http2Exchange.class, "deadline", Deadline.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Deadline(long at, Runnable expired) {
    }

    private final Http2Stream stream;
    private final Http2Connection connection;
    private final ReceivedRequest request;
    private final RequestPlace place;
    private final StreamRequestBody body;
    private final ResponseState response;
    private final StreamResponseBody responseBody;
    private final FeatureCollection features;
    private final Lifetime lifetime = new Lifetime(this::abort);
    private final @Nullable Timing timing;

    private @Nullable String id;
    private volatile boolean suspended;
    private volatile boolean broken;
    private volatile boolean nonBlockingOutput;
    private boolean synchronousIo = true;
    private volatile boolean upgraded;
    private volatile int phase;
    private volatile @Nullable Rejection rejection;
    private volatile @Nullable String refusedFor;
    private volatile @Nullable Route route;
    private volatile @Nullable Deadline deadline;
    private @Nullable DataRate requestRate;
    private volatile @Nullable DataRate responseRate;

    Http2Exchange(Http2Stream stream, ReceivedRequest request, RequestPlace place, @Nullable Timing timing) {
        this.stream = stream;
        this.connection = stream.connection();
        this.request = request;
        this.place = place;
        this.timing = timing;
        body = new StreamRequestBody(this, connection.limits());
        response = new ResponseState(this);
        responseBody = new StreamResponseBody(this);
        features = new FeatureCollection(null, new Http2Features(this));
    }

    // ---- serving

    /// Runs the application.
    void serve() {
        place.serving(this);
        try {
            connection.endpoint().context().application().handle(features);
        } catch (RequestRejectedException e) {
            refused(e);
        } catch (Exception | Error e) {
            failed(e);
        }
        if (suspended && PHASE.compareAndSet(this, RUNNING, AWAY)) {
            connection.answered(place);
            return;
        }
        end();
    }

    private void refused(RequestRejectedException refusal) {
        refusedFor = refusal.reason();
        suspended = false;
        answerOrBreak(refusal.status(), refusal.getMessage() == null ? "" : refusal.getMessage());
    }

    private void failed(Throwable failure) {
        if (stream.failed()) {
            LOG.log(Level.DEBUG, "the client of request {0} has gone", id());
        } else {
            applicationFailed("the application", failure);
        }
        suspended = false;
        answerOrBreak(500, "The server failed to answer this request.");
    }

    private void answerOrBreak(int status, String text) {
        if (responseBody.started()) {
            if (!responseBody.isComplete()) {
                broken();
            }
            return;
        }
        try {
            response.clear();
            response.status(status);
            response.headers().set("Content-Type", "text/plain;charset=us-ascii");
            byte[] bytes = (text.replaceAll("[^ -~]", "?") + "\n").getBytes(StandardCharsets.US_ASCII);
            responseBody.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            // the client has gone
            broken();
        } catch (RuntimeException e) {
            applicationFailed("an action at the response's start", e);
        }
    }

    @Override
    public void applicationFailed(String where, Throwable failure) {
        LOG.log(Level.ERROR, "LNR-1010 failure in " + where + " while serving request " + id(), failure);
    }

    /// Completes the response and lets the stream go.
    private void end() {
        try {
            if (!upgraded && !broken) {
                responseBody.completeAtEnd();
            }
        } catch (RuntimeException | Error e) {
            applicationFailed("the end of the response", e);
            broken();
        } catch (IOException e) {
            broken();
            if (!stream.failed()) {
                LOG.log(Level.WARNING, "LNR-1011 the response to request {0} could not be completed: {1}", id(),
                        e.getMessage());
            }
        }
        response.completed();
        phase = ENDED;
        body.gate.end();
        responseBody.gate.end();
        log();
        lifetime.ended();
        place.serving(null);
        if (broken) {
            stream.reset(ErrorCode.INTERNAL_ERROR.code());
        }
        if (upgraded) {
            connection.endpoint().forgetUpgradedStream();
        }
        stream.exchangeEnded();
        if (connection.link().closeRequested()) {
            connection.closeWhenIdle();
        }
        connection.answered(place);
    }

    /// The response can't be completed as announced: the client must see that, by a reset.
    void broken() {
        broken = true;
    }

    private void log() {
        Rejection reason = rejection;
        BadRequestFeature told = features.known(Features.BAD_REQUEST);
        String code = reason != null ? reason.code() : told != null ? told.reason() : refusedFor;
        if (code == null) {
            if (!connection.endpoint().wantsAllRequests()) {
                return;
            }
            code = stream.failed() ? "client-gone" : null;
        }
        Timing taken = timing;
        long duration = taken == null ? 0 : taken.end();
        AuthenticationFeature caller = features.known(Features.AUTHENTICATION);
        try {
            connection.endpoint().context().requestLog()
                    .log(new RequestLogEntry(System.currentTimeMillis() - duration / 1_000_000, duration,
                            connection.link().id(), id(), connection.link().remote(features),
                            caller == null ? null : caller.principal().getName(), request.head().method(),
                            request.target().raw(), PROTOCOL, response.started() ? response.status() : 0,
                            responseBody.written(), headers(), code, connection.endpoint().rules().scheme(), route,
                            features));
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
        executeAnyway(step);
    }

    void executeAnyway(Runnable step) {
        RequestPlace made = connection.link().place();
        Route known = route;
        if (known != null) {
            made.route(known);
        }
        made.start(() -> {
            made.serving(phase == ENDED ? null : this);
            try {
                step.run();
            } finally {
                made.serving(null);
                connection.answered(made);
            }
        });
    }

    @Override
    public void deadline(Duration after, Runnable action) {
        if (after.isZero() || after.isNegative()) {
            deadline = null;
            return;
        }
        deadline = new Deadline(EventLoop.clockMillis() + Math.min(after.toMillis(), Long.MAX_VALUE / 4), action);
    }

    @Override
    public void finish() {
        if (PHASE.compareAndSet(this, RUNNING, FINISHING)) {
            return;
        }
        if (PHASE.compareAndSet(this, AWAY, FINISHING)) {
            end();
        }
    }

    // ---- the loop's looks

    /// Deadlines, called a few times each second.
    void sweep(long now) {
        Deadline due = deadline;
        if (due != null && now >= due.at && DEADLINE.compareAndSet(this, due, null)) {
            due.expired.run();
        }
        if (!upgraded) {
            body.sweep(requestRate());
        }
    }

    /// The client does not take its response; the stream will be reset.
    void tooSlow() {
        rejected(Rejection.RESPONSE_TOO_SLOW);
    }

    /// The client closed its side; it may still read.
    void peerClosed() {
        lifetime.clientLeft();
        if (connection.limits().abortOnHalfClose()) {
            abort();
        }
    }

    /// The client can't be reached any more on this stream.
    void connectionLost() {
        lifetime.connectionLost();
    }

    // ---- for the features

    /// Tells a client that waits for it to send its body.
    void sendContinue() throws IOException {
        responseBody.gate.enter();
        try {
            if (!responseBody.started()) {
                stream.out.sendHead(100, new FieldList(0), -1, false);
                connection.output().flush();
            }
        } finally {
            responseBody.gate.exit();
        }
    }

    @Override
    public void sendInformational(int status, Fields fields) throws IOException {
        if (response.started()) {
            throw new IllegalStateException("the response has started: interim responses come before it");
        }
        if (status < 102 || status > 199) {
            throw new IllegalArgumentException("an interim status code is from 102 to 199: " + status);
        }
        FieldList list = new FieldList(fields.size(), true);
        fields.forEach(list::add);
        responseBody.gate.enter();
        try {
            stream.out.sendHead(status, list, -1, false);
            connection.output().flush();
        } finally {
            responseBody.gate.exit();
        }
    }

    void rejected(Rejection reason) {
        rejection = reason;
    }

    /// What was written may go out when the request waits.
    void holdIfUseful() {
        if (place.returnsToLoop() && Thread.currentThread().isVirtual()) {
            connection.output().schedule();
        }
    }

    /// The answer is complete though the application is still busy.
    void sendAnswer() {
        connection.answered(place);
    }

    /// From now on writes don't wait.
    void useNonBlockingOutput() {
        nonBlockingOutput = true;
    }

    boolean nonBlockingOutput() {
        return nonBlockingOutput;
    }

    @Override
    public Connection link() {
        return connection.link();
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

    @Override
    public @Nullable String refusal() {
        Rejection reason = rejection;
        return reason == null ? refusedFor : reason.code();
    }

    @Override
    public @Nullable Timing timing() {
        return timing;
    }

    @Override
    public Fields headers() {
        return request.head().headers();
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
        return stream.trailers();
    }

    @Override
    public void unbuffered() {
        responseBody.unbuffered();
    }

    private void abort() {
        reset(ErrorCode.CANCEL.code());
    }

    /// Ends the stream; the application's threads find it gone.
    void reset(long errorCode) {
        stream.reset(errorCode);
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
        return own == null ? connection.limits().requestRate() : own;
    }

    @Override
    public void requestRate(DataRate rate) {
        requestRate = rate;
    }

    @Override
    public DataRate responseRate() {
        DataRate own = upgraded ? DataRate.NONE : responseRate;
        return own == null ? connection.limits().responseRate() : own;
    }

    @Override
    public void responseRate(DataRate rate) {
        responseRate = rate;
    }

    @Override
    public String id() {
        String own = id;
        if (own == null) {
            String made = connectionId() + "-" + stream.id() + "-" + Long.toString(IDS.incrementAndGet(), 36);
            own = (String) ID.compareAndExchange(this, null, made);
            own = own == null ? made : own;
        }
        return own;
    }

    @Override
    public String connectionId() {
        return connection.link().id();
    }

    @Override
    public void id(String given) {
        id = given;
    }

    Http2Stream stream() {
        return stream;
    }

    ReceivedRequest request() {
        return request;
    }

    StreamRequestBody body() {
        return body;
    }

    ResponseState response() {
        return response;
    }

    StreamResponseBody responseBody() {
        return responseBody;
    }

    Lifetime lifetime() {
        return lifetime;
    }
}
