package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.RequestMessage;
import dev.lanner.http.transport.WireLimits;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request: what has come on its stream, within its limit.
final class StreamRequestBody implements BodySource, MaxRequestBodySizeFeature {
    /// Room is given back for so many bytes at once.
    private static final int CONSUMED_AT_ONCE = 16 * 1024;

    private final Http2Exchange exchange;
    private final Http2Stream stream;
    private final ReceiveBuffer received;
    private final long announced;
    private final boolean possible;
    final Gate gate = new Gate();

    private int unsaid;
    private long count;
    private long limit;
    private long ceiling;
    private boolean begun;
    private boolean expectContinue;
    private final long bytesBefore;
    private final long heldBefore;
    private volatile @Nullable RequestRejectedException fault;
    private volatile boolean consumed;

    StreamRequestBody(Http2Exchange exchange, WireLimits limits) {
        this.exchange = exchange;
        this.stream = exchange.stream();
        this.received = stream.received;
        RequestMessage head = exchange.request().head();
        this.announced = head.contentLength();
        this.limit = limits.maxBody();
        this.ceiling = limits.bodyCeiling();
        this.possible = announced > 0
                || announced < 0 && (!received.ended() || !received.empty() || stream.refused() != null);
        this.consumed = announced == 0 || !possible;
        this.expectContinue = head.expectContinue() && !consumed;
        this.bytesBefore = stream.connection().bodyBytes();
        this.heldBefore = stream.connection().heldMillis();
    }

    // ---- reading

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return read(buffer, offset, length, true);
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws IOException {
        return read(buffer, offset, length, false);
    }

    private int read(byte[] buffer, int offset, int length, boolean wait) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        gate.enter();
        try {
            if (wait && !exchange.synchronousIoAllowed()) {
                throw new IllegalStateException("blocking reads are switched off for this request");
            }
            begin();
            if (consumed) {
                return -1;
            }
            return length == 0 ? 0 : next(buffer, offset, length, wait);
        } finally {
            gate.exit();
        }
    }

    private void begin() throws IOException {
        RequestRejectedException known = fault;
        if (known != null) {
            throw known;
        }
        if (begun) {
            return;
        }
        begun = true;
        if (announced > limit) {
            throw refuse(Rejection.REQUEST_BODY_TOO_LARGE,
                    "the request's body has " + announced + " bytes, more than max-request-body-size " + limit);
        }
        if (expectContinue && received.empty() && !received.ended()) {
            expectContinue = false;
            exchange.sendContinue();
        }
    }

    private int next(byte[] buffer, int offset, int length, boolean wait) throws IOException {
        while (true) {
            // in this order: what came before the end is taken before the end is believed
            boolean ended = received.ended();
            int taken = received.take(buffer, offset, length);
            if (taken > 0) {
                taken(taken);
                return taken;
            }
            RequestRejectedException known = fault;
            if (known != null) {
                throw known;
            }
            if (ended) {
                return endOfBody();
            }
            if (received.isOver()) {
                stream.checkAlive();
                throw refuse(Rejection.UNEXPECTED_END, Rejection.UNEXPECTED_END.message());
            }
            if (!wait) {
                return 0;
            }
            received.await();
        }
    }

    private int endOfBody() throws RequestRejectedException {
        Rejection why = stream.refused();
        if (why != null) {
            throw refuse(why, why.message());
        }
        consumed = true;
        return -1;
    }

    private void taken(int bytes) throws RequestRejectedException {
        count += bytes;
        unsaid += bytes;
        if (received.empty() || unsaid >= CONSUMED_AT_ONCE) {
            stream.consumed(unsaid);
            unsaid = 0;
        }
        if (count > limit) {
            throw refuse(Rejection.REQUEST_BODY_TOO_LARGE,
                    "the request's body has more bytes than max-request-body-size " + limit);
        }
        if (announced == count && stream.refused() == null && received.ended()) {
            consumed = true;
        }
    }

    private RequestRejectedException refuse(Rejection rejection, String message) {
        RequestRejectedException refusal = new RequestRejectedException(rejection.status(), rejection.code(), message);
        fault = refusal;
        exchange.rejected(rejection);
        return refusal;
    }

    /// The loop's look at the time: a reader that has waited for too long is woken and fails. The rate is that of the
    /// whole connection: its streams share the client's line.
    void sweep(DataRate rate) {
        if (fault != null) {
            // it may have begun to wait just then
            received.fire();
            return;
        }
        // not the client's fault while the server does not read
        long waited = received.waitedMillis() - (stream.connection().heldMillis() - heldBefore);
        if (rate.limited() && waited > rate.grace().toMillis()
                && (stream.connection().bodyBytes() - bytesBefore) * 1000 / waited < rate.bytesPerSecond()) {
            refuse(Rejection.REQUEST_BODY_TOO_SLOW,
                    "the request's body came more slowly than min-request-body-rate asks");
            received.over();
        }
    }

    @Override
    public void onReadable(Runnable callback) {
        gate.enter();
        try {
            if (consumed || fault != null) {
                callback.run();
                return;
            }
            begin();
            received.onReadable(callback);
        } catch (IOException e) {
            // the next read says so
            callback.run();
        } finally {
            gate.exit();
        }
    }

    /// Whether nothing of the body is left to be read.
    boolean consumed() {
        if (!consumed && begun && fault == null && received.ended() && received.empty() && stream.refused() == null) {
            consumed = true;
        }
        return consumed;
    }

    /// Whether the request can have a body.
    boolean possible() {
        return possible;
    }

    // ---- MaxRequestBodySizeFeature

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public void limit(long bytes) {
        exchange.checkNotEnded();
        if (bytes < 0) {
            throw new IllegalArgumentException("a limit must be 0 or more: " + bytes);
        }
        if (readOnly()) {
            throw new IllegalStateException("max-request-body-size can't be changed any more: "
                    + (begun ? "the body has been read from" : "the stream was upgraded"));
        }
        if (bytes > ceiling) {
            throw new IllegalStateException(
                    bytes + " is above the owner's max-request-body-size-ceiling of " + ceiling);
        }
        limit = bytes;
    }

    @Override
    public boolean readOnly() {
        return begun || exchange.upgraded();
    }

    @Override
    public void owner(long bytes, long newCeiling) {
        limit = bytes < 0 ? limit : bytes;
        ceiling = newCeiling < 0 ? ceiling : newCeiling;
    }
}
