package dev.lanner.testkit;

import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.MutableFields;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The response with its head and body.
final class InMemoryResponse implements ResponseFeature, ResponseBodyFeature {
    private final InMemoryExchange exchange;
    private final SlowSink sink;
    private final boolean headRequest;
    private final FieldList headers = new FieldList();
    private final FieldList sentHeaders = new FieldList();
    private final Deque<Runnable> starting = new ArrayDeque<>();
    private final Deque<Runnable> completed = new ArrayDeque<>();
    private int status = 200;
    private long written;
    private volatile boolean startedAlready;
    private boolean complete;

    InMemoryResponse(InMemoryExchange exchange, TestRequest request) {
        this.exchange = exchange;
        this.sink = request.sink();
        this.headRequest = request.method().equals("HEAD");
    }

    @Override
    public int status() {
        exchange.check();
        return status;
    }

    @Override
    public void status(int code) {
        exchange.check();
        if (startedAlready) {
            throw new IllegalStateException("the response has started");
        }
        if (code < 200 || code > 999) {
            throw new IllegalArgumentException("a status is 200 to 999, not " + code);
        }
        status = code;
    }

    @Override
    public MutableFields headers() {
        exchange.check();
        return headers;
    }

    @Override
    public boolean started() {
        exchange.check();
        return startedAlready;
    }

    @Override
    public void on(ResponseEvent event, Runnable action) {
        exchange.check();
        if (event == ResponseEvent.COMPLETED) {
            completed.addLast(action);
        } else if (startedAlready) {
            throw new IllegalStateException("the response has started");
        } else {
            starting.addFirst(action);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        exchange.checkPeer();
        if (complete) {
            throw new IOException("the response is complete");
        }
        start();
        written += length;
        Long announced = announced();
        if (announced != null && written > announced) {
            throw new IOException("more than the announced " + announced + " bytes");
        }
        if (!withoutBody()) {
            sink.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        exchange.checkPeer();
        start();
        sink.flush();
    }

    @Override
    public void complete() throws IOException {
        exchange.checkPeer();
        if (complete) {
            return;
        }
        start();
        complete = true;
        Long announced = announced();
        if (!withoutBody() && announced != null && written < announced) {
            throw new IOException(written + " bytes written of the announced " + announced);
        }
        exchange.collectTrailers();
        sink.complete();
    }

    @Override
    public boolean writable() {
        exchange.check();
        return sink.writable();
    }

    @Override
    public void onWritable(Runnable callback) {
        exchange.check();
        sink.onWritable(callback);
    }

    /// Answers for an application that failed, where that is still possible.
    ///
    /// @return whether it was
    boolean replace(int code) {
        if (startedAlready) {
            return false;
        }
        starting.clear();
        headers.clear();
        status = code;
        return true;
    }

    void switchProtocols() {
        if (startedAlready) {
            throw new IllegalStateException("the response has started");
        }
        status = 101;
        start();
        complete = true;
    }

    void ended() {
        completed.forEach(Runnable::run);
    }

    int sentStatus() {
        return status;
    }

    FieldList sentHeaders() {
        return sentHeaders;
    }

    boolean hasStarted() {
        return startedAlready;
    }

    boolean isComplete() {
        return complete;
    }

    private boolean withoutBody() {
        return headRequest || status == 204 || status == 304 || status == 101;
    }

    private @Nullable Long announced() {
        String length = sentHeaders.first("Content-Length");
        return length == null ? null : Long.valueOf(length);
    }

    private void start() {
        if (startedAlready) {
            return;
        }
        for (Runnable action = starting.pollFirst(); action != null; action = starting.pollFirst()) {
            action.run();
        }
        headers.forEach(sentHeaders::add);
        startedAlready = true;
    }
}
