package dev.lanner.http.connection;

import dev.lanner.http.buffer.Block;
import dev.lanner.http.exchange.Dates;
import dev.lanner.http.exchange.Gate;
import dev.lanner.http.exchange.ResponseState;
import dev.lanner.http.h1.ChunkEncoder;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.http.h1.ResponseHeadEncoder;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.features.SendFileFeature;
import dev.lanner.spi.message.FieldList;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The body of a response and its framing (RFC 9112, 6).
final class ResponseBody implements ResponseBodyFeature, ResponseTrailersFeature, SendFileFeature {

    /// How the end of the body is told.
    private enum Framing {
        NOT_STARTED, NONE, LENGTH, CHUNKED, CLOSE
    }

    private final Http1Exchange exchange;
    private final Output output;
    final Gate gate = new Gate();
    private Framing framing = Framing.NOT_STARTED;
    private long announced;
    private long written;
    private boolean complete;
    private boolean unbuffered;
    private @Nullable Supplier<Map<String, String>> trailers;

    ResponseBody(Http1Exchange exchange) {
        this.exchange = exchange;
        this.output = exchange.connection().output();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        gate.enter();
        try {
            checkOpen();
            start(-1);
            body(bytes, offset, length);
            if (exchange.nonBlockingOutput()) {
                output.tryFlush();
            } else if (unbuffered || output.exceeds(exchange.connection().endpoint().limits().responseBuffer())) {
                output.flush();
            } else if (framing != Framing.NONE && !(framing == Framing.LENGTH && written == announced)) {
                exchange.holdIfUseful();
            }
        } finally {
            gate.exit();
        }
    }

    private void checkOpen() throws IOException {
        exchange.connection().checkAlive();
        if (complete) {
            throw new IOException("the response is complete: nothing can be added to it");
        }
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || framing == Framing.NONE) {
            return;
        }
        if (framing == Framing.LENGTH && written + length > announced) {
            throw new IOException("more bytes were written than the Content-Length of " + announced + " announces");
        }
        if (framing == Framing.CHUNKED) {
            Block block = output.block(ChunkEncoder.MAX_SIZE_LINE);
            block.end = ChunkEncoder.sizeLine(block.bytes, block.end, length);
        }
        output.write(bytes, offset, length);
        written += length;
        if (framing == Framing.CHUNKED) {
            Block block = output.block(2);
            block.end = ChunkEncoder.endLine(block.bytes, block.end);
        }
    }

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        gate.enter();
        try {
            checkOpen();
            start(-1);
            if (framing == Framing.NONE || count == 0) {
                return;
            }
            if (framing == Framing.LENGTH && written + count > announced) {
                throw new IOException("more bytes were written than the Content-Length of " + announced + " announces");
            }
            if (framing == Framing.CHUNKED) {
                Block block = output.block(ChunkEncoder.MAX_SIZE_LINE);
                block.end = ChunkEncoder.sizeLine(block.bytes, block.end, count);
            }
            boolean sent = false;
            try {
                output.send(file, position, count);
                sent = true;
            } finally {
                if (!sent) {
                    // the client was promised more
                    exchange.broken();
                }
            }
            written += count;
            if (framing == Framing.CHUNKED) {
                Block block = output.block(2);
                block.end = ChunkEncoder.endLine(block.bytes, block.end);
            }
        } finally {
            gate.exit();
        }
    }

    @Override
    public void flush() throws IOException {
        gate.enter();
        try {
            exchange.connection().checkAlive();
            start(-1);
            if (exchange.upgraded()) {
                return;
            }
            if (exchange.nonBlockingOutput()) {
                output.tryFlush();
            } else {
                output.flush();
            }
        } finally {
            gate.exit();
        }
    }

    @Override
    public void complete() throws IOException {
        gate.enter();
        try {
            finish();
            if (!exchange.nonBlockingOutput() && !exchange.upgraded()) {
                // the application may go on with something else for long
                exchange.sendAnswer();
            }
        } finally {
            gate.exit();
        }
    }

    /// Completes the response at the end of its exchange; the connection will send it.
    void completeAtEnd() throws IOException {
        gate.enter();
        try {
            finish();
        } finally {
            gate.exit();
        }
    }

    /// Ends the body; the bytes stay in the output.
    private void finish() throws IOException {
        if (complete) {
            return;
        }
        exchange.connection().checkAlive();
        start(0);
        complete = true;
        if (framing == Framing.LENGTH && written < announced) {
            exchange.broken();
            throw new IOException(
                    "only " + written + " of the " + announced + " bytes that Content-Length announces were written");
        }
        if (framing == Framing.CHUNKED) {
            FieldList fields = trailerFields();
            int room = ChunkEncoder.lastRoom(fields, exchange.utf8());
            if (room > Block.SIZE) {
                throw new IOException("the trailer fields are too large");
            }
            Block block = output.block(room);
            block.end = ChunkEncoder.last(block.bytes, block.end, fields, exchange.utf8());
        }
        if (exchange.nonBlockingOutput()) {
            output.tryFlush();
        }
    }

    private FieldList trailerFields() {
        FieldList fields = new FieldList(0);
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
        if (framing != Framing.NOT_STARTED) {
            return;
        }
        ResponseState response = exchange.response();
        response.starting();
        int status = response.status();
        if (whole < 0 && response.announcedLength() < 0 && status >= 200 && status < 300 && status != 204) {
            Interim.continueBeforeHead(exchange);
        }
        boolean close = exchange.closesAfter(response.closeAsked());
        long length = response.announcedLength();
        boolean head = exchange.head().method().equals("HEAD");
        int flags = exchange.utf8() ? ResponseHead.UTF_8 : 0;
        if (status == 204 || status == 304 || status < 200) {
            framing = Framing.NONE;
            length = status == 304 ? length : -1;
        } else if (length >= 0) {
            framing = head ? Framing.NONE : Framing.LENGTH;
        } else if (whole >= 0 && trailers == null) {
            framing = head ? Framing.NONE : Framing.LENGTH;
            length = head ? -1 : whole;
        } else if (exchange.head().http11()) {
            framing = head ? Framing.NONE : Framing.CHUNKED;
            flags |= ResponseHead.CHUNKED;
        } else {
            framing = head ? Framing.NONE : Framing.CLOSE;
            close = close || !head;
        }
        announced = length;
        if (close) {
            exchange.willClose();
            flags |= ResponseHead.CLOSE;
        } else if (!exchange.head().http11()) {
            flags |= ResponseHead.KEEP_ALIVE;
        }
        writeHead(new ResponseHead(status, response.list(), length, flags));
    }

    void writeHead(ResponseHead head) throws IOException {
        int room = ResponseHeadEncoder.room(head);
        byte[] date = Dates.at(exchange.connection().loop().wallMillis());
        if (room <= Block.SIZE) {
            Block block = output.block(room);
            block.end = ResponseHeadEncoder.encode(block.bytes, block.end, head, date);
            return;
        }
        byte[] large = new byte[room];
        output.write(large, 0, ResponseHeadEncoder.encode(large, 0, head, date));
    }

    /// Sends the last head of the connection: nothing of this response may follow.
    void sendUpgrade(ResponseHead head) throws IOException {
        gate.enter();
        try {
            framing = Framing.NONE;
            complete = true;
            writeHead(head);
            output.flush();
        } finally {
            gate.exit();
        }
    }

    boolean started() {
        return framing != Framing.NOT_STARTED;
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
        return output.empty();
    }

    @Override
    public void onWritable(Runnable callback) {
        exchange.useNonBlockingOutput();
        output.onWritable(callback);
    }

    // ---- trailers

    @Override
    public void trailers(@Nullable Supplier<Map<String, String>> supplier) {
        exchange.checkNotEnded();
        if (started() && framing != Framing.CHUNKED) {
            throw new IllegalStateException("trailers can't be sent: the response has started and is not chunked");
        }
        if (!exchange.head().http11()) {
            throw new IllegalStateException("trailers can't be sent to a client of HTTP/1.0");
        }
        trailers = supplier;
    }

    @Override
    public @Nullable Supplier<Map<String, String>> trailers() {
        return trailers;
    }
}
