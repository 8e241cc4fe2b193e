package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.Gate;
import dev.lanner.http.exchange.ResponseState;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.features.SendFileFeature;
import dev.lanner.spi.message.FieldList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The body of a response as DATA frames (RFC 9113, 8.1). The frame that brings the last announced byte ends the stream.
final class StreamResponseBody implements ResponseBodyFeature, ResponseTrailersFeature, SendFileFeature {
    private static final byte[] NONE = {};
    private static final int FILE_BUFFER = 64 * 1024;
    /// What is collected before it is sent though nobody asked for it.
    private static final int SEND_FROM = 32 * 1024;

    private final Http2Exchange exchange;
    private final Http2Stream stream;
    final Gate gate = new Gate();
    private boolean started;
    private boolean bodiless;
    private long announced = -1;
    private long written;
    /// The stream's end is sent, or on its way.
    private boolean ended;
    private boolean complete;
    private boolean unbuffered;
    private @Nullable Supplier<Map<String, String>> trailers;

    StreamResponseBody(Http2Exchange exchange) {
        this.exchange = exchange;
        this.stream = exchange.stream();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        gate.enter();
        try {
            checkOpen();
            start(-1);
            body(bytes, offset, length);
            sendIfUseful();
        } finally {
            gate.exit();
        }
    }

    private void sendIfUseful() {
        FrameOutput output = stream.connection().output();
        if (unbuffered || exchange.nonBlockingOutput() || output.backlog() >= SEND_FROM
                || output.backlog() > stream.connection().limits().responseBuffer()) {
            output.flush();
        } else {
            exchange.holdIfUseful();
        }
    }

    private void checkOpen() throws IOException {
        stream.checkAlive();
        if (complete) {
            throw new IOException("the response is complete: nothing can be added to it");
        }
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || bodiless) {
            return;
        }
        if (announced >= 0 && written + length > announced) {
            throw new IOException("more bytes were written than the Content-Length of " + announced + " announces");
        }
        boolean end = announced >= 0 && written + length == announced && trailers == null;
        written += length;
        if (exchange.nonBlockingOutput()) {
            stream.out.writeLater(bytes, offset, length, end);
        } else {
            stream.out.write(bytes, offset, length, end);
        }
        ended = end;
    }

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        gate.enter();
        try {
            checkOpen();
            start(-1);
            if (bodiless || count == 0) {
                return;
            }
            boolean sent = false;
            try {
                copy(file, position, count);
                sent = true;
            } finally {
                if (!sent) {
                    // the client was promised more
                    exchange.broken();
                }
            }
            sendIfUseful();
        } finally {
            gate.exit();
        }
    }

    private void copy(FileChannel file, long position, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, FILE_BUFFER));
        long at = position;
        long end = position + count;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file is shorter than announced: it ends at " + file.size());
            }
            body(buffer.array(), 0, read);
            at += read;
            if (Thread.currentThread().isVirtual()) {
                // the loop and other streams get their turn
                Thread.yield();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        gate.enter();
        try {
            stream.checkAlive();
            start(-1);
            stream.connection().output().flush();
        } finally {
            gate.exit();
        }
    }

    @Override
    public void complete() throws IOException {
        gate.enter();
        try {
            finish();
            // the application may go on with something else for long
            exchange.sendAnswer();
        } finally {
            gate.exit();
        }
    }

    /// Completes the response at the end of its exchange.
    void completeAtEnd() throws IOException {
        gate.enter();
        try {
            finish();
        } finally {
            gate.exit();
        }
    }

    private void finish() throws IOException {
        if (complete) {
            return;
        }
        if (!ended) {
            stream.checkAlive();
        }
        start(0);
        complete = true;
        if (ended) {
            return;
        }
        if (announced >= 0 && written < announced) {
            exchange.broken();
            throw new IOException(
                    "only " + written + " of the " + announced + " bytes that Content-Length announces were written");
        }
        FieldList last = trailerFields();
        if (last.size() > 0) {
            stream.out.sendTrailers(last);
        } else if (exchange.nonBlockingOutput()) {
            stream.out.writeLater(NONE, 0, 0, true);
        } else {
            stream.out.write(NONE, 0, 0, true);
        }
        ended = true;
    }

    private FieldList trailerFields() {
        FieldList fields = new FieldList(0, true);
        Supplier<Map<String, String>> own = trailers;
        Map<String, String> given = own == null ? null : own.get();
        if (given != null) {
            given.forEach(fields::add);
        }
        return fields;
    }

    // ---- the head

    /// Starts the response where that is still to do.
    ///
    /// @param whole the length of the body where it is known to be complete; negative where not
    private void start(long whole) throws IOException {
        if (started) {
            return;
        }
        ResponseState response = exchange.response();
        response.starting();
        int status = response.status();
        if (status < 300 && exchange.request().head().protocol() != null && !exchange.upgraded()) {
            // a 2xx would open the tunnel that nobody is at the end of
            status = 501;
        }
        long length = response.announcedLength();
        boolean head = exchange.request().head().method().equals("HEAD");
        boolean none = status == 204 || status == 304;
        bodiless = head || none;
        if (none) {
            length = status == 304 ? length : -1;
        } else if (length < 0 && whole >= 0 && trailers == null && !head) {
            length = whole;
        }
        announced = bodiless ? -1 : length;
        ended = (bodiless || announced == 0) && trailers == null;
        started = true;
        stream.out.sendHead(status, response.list(), length, ended);
    }

    /// The stream is a tunnel: its head goes out, its end does not.
    void tunnel() throws IOException {
        started = true;
        complete = true;
        stream.out.sendHead(200, exchange.response().list(), -1, false);
        stream.connection().output().flush();
    }

    boolean started() {
        return started;
    }

    boolean isComplete() {
        return complete;
    }

    long written() {
        return written;
    }

    /// From now on each write goes out at once.
    void unbuffered() {
        unbuffered = true;
    }

    // ---- non-blocking

    @Override
    public boolean writable() {
        exchange.useNonBlockingOutput();
        return stream.out.writable();
    }

    @Override
    public void onWritable(Runnable callback) {
        exchange.useNonBlockingOutput();
        stream.connection().output().flush();
        stream.out.onWritable(callback);
    }

    // ---- trailers

    @Override
    public void trailers(@Nullable Supplier<Map<String, String>> supplier) {
        exchange.checkNotEnded();
        if (ended) {
            throw new IllegalStateException("trailers can't be sent: the response has ended");
        }
        trailers = supplier;
    }

    @Override
    public @Nullable Supplier<Map<String, String>> trailers() {
        return trailers;
    }
}
