package dev.lanner.testkit;

import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.message.Fields;
import java.io.IOException;

/// The request's body with its limit and its trailers.
final class InMemoryRequestBody
        implements
            BodySource,
            MaxRequestBodySizeFeature,
            BodyDetectionFeature,
            RequestTrailersFeature {
    private final InMemoryExchange exchange;
    private final BodySource source;
    private final Fields headers;
    private final Fields trailers;
    private long limit;
    private long ceiling = UNLIMITED;
    private long count;
    private boolean begun;
    private boolean ended;

    InMemoryRequestBody(InMemoryExchange exchange, TestRequest request) {
        this.exchange = exchange;
        this.source = request.body();
        this.headers = request.headers();
        this.trailers = request.trailers();
        this.limit = request.maxBodySize();
        this.ended = source == BodySource.EMPTY;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        begin();
        return counted(source.read(buffer, offset, length));
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws IOException {
        begin();
        return counted(source.readNow(buffer, offset, length));
    }

    @Override
    public void onReadable(Runnable callback) {
        exchange.check();
        source.onReadable(callback);
    }

    @Override
    public long limit() {
        exchange.check();
        return limit;
    }

    @Override
    public void limit(long bytes) {
        exchange.check();
        if (bytes < 0) {
            throw new IllegalArgumentException("a body limit is 0 or more, not " + bytes);
        }
        if (readOnly()) {
            throw new IllegalStateException("the body has been read from: its limit is fixed");
        }
        if (bytes > ceiling) {
            throw new IllegalStateException(bytes + " is above max-request-body-size-ceiling, " + ceiling);
        }
        limit = bytes;
    }

    @Override
    public boolean readOnly() {
        exchange.check();
        return begun || exchange.upgraded();
    }

    @Override
    public void owner(long bytes, long highest) {
        exchange.check();
        limit = bytes < 0 ? limit : bytes;
        ceiling = highest < 0 ? ceiling : highest;
    }

    @Override
    public boolean canHaveBody() {
        exchange.check();
        String length = headers.first("Content-Length");
        return headers.first("Transfer-Encoding") != null || length != null && Long.parseLong(length) > 0;
    }

    @Override
    public boolean available() {
        exchange.check();
        return ended;
    }

    @Override
    public Fields trailers() {
        if (!available()) {
            throw new IllegalStateException("trailers are known at the end of the body");
        }
        return trailers;
    }

    private void begin() throws IOException {
        exchange.checkPeer();
        begun = true;
        String length = headers.first("Content-Length");
        if (length != null && Long.parseLong(length) > limit) {
            throw tooLarge();
        }
    }

    private int counted(int read) throws IOException {
        if (read < 0) {
            ended = true;
            return read;
        }
        count += read;
        if (count > limit) {
            throw tooLarge();
        }
        return read;
    }

    private RequestRejectedException tooLarge() {
        return new RequestRejectedException(413, "request-body-too-large",
                "the body is larger than max-request-body-size, " + limit);
    }
}
