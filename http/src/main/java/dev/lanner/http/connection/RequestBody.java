package dev.lanner.http.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.h1.ChunkDecoder;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.transport.WireLimits;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request: framing (RFC 9112, 6 and 7), limit, 100-continue.
final class RequestBody implements BodySource, MaxRequestBodySizeFeature {
    private static final int DIRECT_READ = 16 * 1024;

    private final Http1Exchange exchange;
    private final Input input;
    private final @Nullable ChunkDecoder chunks;
    private final long announced;
    final Gate gate = new Gate();

    private long remaining;
    private long count;
    private long limit;
    private long ceiling;
    private boolean begun;
    /// Whether the client waits for a 100. Changed inside the response's gate only.
    private volatile boolean expectContinue;
    private volatile boolean draining;
    private volatile long drainUntil;
    private volatile boolean impatient;
    private volatile @Nullable RequestRejectedException fault;
    private volatile boolean consumed;

    RequestBody(Http1Exchange exchange, RequestHead head, WireLimits limits) {
        this.exchange = exchange;
        this.input = exchange.connection().input();
        this.chunks = head.chunked() ? new ChunkDecoder(exchange.connection().endpoint().rules()) : null;
        this.announced = head.chunked() ? -1 : Math.max(0, head.contentLength());
        this.remaining = announced;
        this.limit = limits.maxBody();
        this.ceiling = limits.bodyCeiling();
        this.expectContinue = head.expectContinue();
        this.consumed = announced == 0;
        if (!consumed) {
            input.resetWaited();
        }
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
            if (wait && !draining && !exchange.synchronousIoAllowed()) {
                throw new IllegalStateException("blocking reads are switched off for this request");
            }
            begin(wait);
            if (consumed) {
                return -1;
            }
            return length == 0 ? 0 : next(buffer, offset, length, wait);
        } finally {
            gate.exit();
        }
    }

    private void begin(boolean wait) throws IOException {
        RequestRejectedException known = fault;
        if (known != null) {
            throw known;
        }
        if (begun) {
            return;
        }
        begun = true;
        exchange.connection().claimInput();
        if (announced > limit && !draining) {
            throw refuse(Rejection.REQUEST_BODY_TOO_LARGE,
                    "the request's body has " + announced + " bytes, more than max-request-body-size " + limit);
        }
        if (expectContinue && !consumed && input.available() == 0) {
            Interim.sendContinue(exchange, wait);
        }
    }

    private int next(byte[] buffer, int offset, int length, boolean wait) throws IOException {
        while (true) {
            int read;
            try {
                read = chunks == null ? plain(buffer, offset, length) : chunked(chunks, buffer, offset, length);
            } catch (RejectedRequestException e) {
                throw refuse(e.rejection(), e.rejection().message());
            }
            if (read != 0) {
                return read;
            }
            if (!wait) {
                return 0;
            }
            input.await();
            RequestRejectedException known = fault;
            if (known != null) {
                throw known;
            }
            if (impatient) {
                throw new IOException("what was left of the body took too long");
            }
        }
    }

    private int plain(byte[] buffer, int offset, int length) throws IOException, RejectedRequestException {
        int wanted = (int) Math.min(length, remaining);
        int read;
        if (input.available() == 0 && (wanted >= DIRECT_READ || wanted == remaining)) {
            read = input.read(ByteBuffer.wrap(buffer, offset, wanted));
        } else {
            read = buffered(buffer, offset, wanted);
        }
        if (read < 0) {
            exchange.connection().sawEnd();
            throw RejectedRequestException.of(Rejection.UNEXPECTED_END);
        }
        remaining -= read;
        count += read;
        if (remaining == 0) {
            consumed = true;
        }
        return read;
    }

    private int buffered(byte[] buffer, int offset, int wanted) throws IOException {
        if (input.available() == 0) {
            int filled = input.fillNow(remaining);
            if (filled <= 0) {
                return filled;
            }
        }
        return input.take(buffer, offset, wanted);
    }

    private int chunked(ChunkDecoder decoder, byte[] buffer, int offset, int length)
            throws IOException, RejectedRequestException {
        while (true) {
            if (input.available() == 0) {
                int direct = direct(decoder, buffer, offset, length);
                if (direct != 0) {
                    return direct;
                }
                int filled = input.fillNow(decoder.remainingInChunk());
                if (filled < 0) {
                    exchange.connection().sawEnd();
                    throw RejectedRequestException.of(Rejection.UNEXPECTED_END);
                }
                if (filled == 0) {
                    return 0;
                }
            }
            decoder.decode(input.data(), input.position(), input.end(), buffer, offset, offset + length);
            input.consume(input.position() + decoder.consumed());
            int produced = decoder.produced();
            counted(produced);
            if (produced > 0) {
                if (decoder.finished()) {
                    consumed = true;
                }
                return produced;
            }
            if (decoder.finished()) {
                consumed = true;
                return -1;
            }
        }
    }

    /// Large chunks are read into the application's array.
    private int direct(ChunkDecoder decoder, byte[] buffer, int offset, int length)
            throws IOException, RejectedRequestException {
        int wanted = (int) Math.min(length, decoder.remainingInChunk());
        if (wanted < DIRECT_READ) {
            return 0;
        }
        int read = input.read(ByteBuffer.wrap(buffer, offset, wanted));
        if (read > 0) {
            decoder.skip(read);
            counted(read);
        }
        return Math.max(0, read);
    }

    private void counted(int bytes) throws RequestRejectedException {
        count += bytes;
        if (count > limit && !draining) {
            throw refuse(Rejection.REQUEST_BODY_TOO_LARGE,
                    "the request's body has more bytes than max-request-body-size " + limit);
        }
    }

    private RequestRejectedException refuse(Rejection rejection, String message) {
        RequestRejectedException refusal = new RequestRejectedException(rejection.status(), rejection.code(), message);
        fault = refusal;
        exchange.rejected(rejection);
        return refusal;
    }

    /// The loop's look at the time: a reader that has waited for too long is woken and fails.
    void sweep(DataRate rate, long now) {
        if (draining) {
            if (now > drainUntil) {
                impatient = true;
                input.fire();
            }
        } else if (fault != null) {
            // it may have begun to wait just then
            input.fire();
        } else if (tooSlow(rate, input.waitedMillis())) {
            refuse(Rejection.REQUEST_BODY_TOO_SLOW,
                    "the request's body came more slowly than min-request-body-rate asks");
            input.fire();
        }
    }

    private boolean tooSlow(DataRate rate, long waitedMillis) {
        return rate.limited() && waitedMillis > rate.grace().toMillis()
                && count * 1000 / waitedMillis < rate.bytesPerSecond();
    }

    @Override
    public void onReadable(Runnable callback) {
        gate.enter();
        try {
            if (consumed || fault != null || atHand() || exchange.connection().peerClosed()) {
                callback.run();
                return;
            }
            begin(false);
            if (atHand()) {
                callback.run();
            } else {
                input.onReadable(callback);
            }
        } catch (IOException e) {
            // the next read says so
            callback.run();
        } finally {
            gate.exit();
        }
    }

    /// Whether bytes can be read now of which the channel's readiness does not tell.
    private boolean atHand() {
        return input.available() > 0 || exchange.connection().wire().pending();
    }

    // ---- after the application

    /// Reads and drops what is left, so that the next request can be found.
    ///
    /// @return false when there is too much, it takes too long, or it is malformed
    boolean drain(long most, long untilMillis) {
        if (consumed) {
            return true;
        }
        if (fault != null || expectContinue || announced - count > most) {
            return false;
        }
        drainUntil = untilMillis;
        draining = true;
        long before = count;
        byte[] dropped = new byte[8 * 1024];
        try {
            while (read(dropped, 0, dropped.length, true) >= 0) {
                if (count - before > most || EventLoop.clockMillis() > untilMillis) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether the client still waits for a 100 that will not come.
    boolean continueNotSent() {
        return expectContinue;
    }

    /// Whether the client has to be told to send its body, by whoever asks first. Inside the response's gate.
    boolean takeContinue() {
        boolean expected = expectContinue && !consumed && announced <= limit;
        expectContinue = false;
        return expected;
    }

    /// Whether nothing of the body is left to be read.
    boolean consumed() {
        return consumed;
    }

    /// Whether the request can have a body.
    boolean possible() {
        return chunks != null || announced > 0;
    }

    /// Bytes of the body that were read.
    long count() {
        return count;
    }

    /// The trailers; only when [#consumed()].
    Fields trailers() {
        return chunks == null ? Fields.EMPTY : chunks.trailers();
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
                    + (begun ? "the body has been read from" : "the connection was upgraded"));
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
