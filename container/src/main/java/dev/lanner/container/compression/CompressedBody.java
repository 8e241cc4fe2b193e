package dev.lanner.container.compression;

import dev.lanner.container.text.AcceptedCodings;
import dev.lanner.container.text.FieldLists;
import dev.lanner.spi.features.BufferingFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.HttpsCompressionFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.SendFileFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// The body of one response of a context with compression. Whether it is compressed is decided when the response starts,
/// after all that application and filters have to say of its fields; until then nothing is held.
///
/// One thread at a time writes; [#release] comes from any.
public final class CompressedBody implements ResponseBodyFeature, HttpsCompressionFeature, Runnable {
    private static final byte[] NOTHING = {};
    private static final int FILE_BUFFER = 64 * 1024;

    private final CompressionRules rules;
    private final ResponseFeature response;
    private final ResponseBodyFeature body;
    private final boolean head;
    private final boolean encrypted;
    private final boolean accepted;
    private final boolean asksForChanges;
    private Mode mode = Mode.DEFAULT;
    private boolean file;
    private boolean begun;
    private boolean varied;
    private boolean unbuffered;
    // what the application's Content-Length says, which no longer stands in the head; -1 for nothing
    private long announced = -1;
    private long taken;
    private volatile @Nullable GzipStream gzip;

    private CompressedBody(CompressionRules rules, FeatureCollection exchange, ResponseBodyFeature body,
            boolean accepted) {
        this.rules = rules;
        this.body = body;
        this.accepted = accepted;
        response = exchange.require(Features.RESPONSE);
        RequestFeature request = exchange.require(Features.REQUEST);
        head = request.method().equals("HEAD");
        encrypted = request.target().scheme().equals("https") || exchange.get(Features.TLS) != null;
        asksForChanges = accepted && CodedTags.asks(request.headers());
    }

    /// Whether the client of a request takes gzip.
    public static boolean accepted(Fields request) {
        return AcceptedCodings.of(request).prefers("gzip");
    }

    /// Puts a body between the application and the connector.
    ///
    /// @param accepted whether the client takes gzip
    public static CompressedBody install(CompressionRules rules, FeatureCollection exchange, boolean accepted) {
        CompressedBody own = new CompressedBody(rules, exchange, exchange.require(Features.RESPONSE_BODY), accepted);
        own.response.on(ResponseEvent.STARTING, own);
        exchange.set(Features.HTTPS_COMPRESSION, own);
        CodedTags.restore(exchange, accepted);
        if (accepted) {
            own.take(exchange);
        }
        return own;
    }

    private void take(FeatureCollection exchange) {
        exchange.set(Features.RESPONSE_BODY, this);
        SendFileFeature connector = exchange.get(Features.SEND_FILE);
        if (connector != null) {
            exchange.set(Features.SEND_FILE, (channel, position, count) -> send(connector, channel, position, count));
        }
        BufferingFeature buffering = exchange.get(Features.BUFFERING);
        if (buffering != null) {
            exchange.set(Features.BUFFERING, () -> {
                unbuffered = true;
                buffering.disableResponseBuffering();
            });
        }
    }

    /// The body is that of a file as it is: nothing of the request is in it.
    public void sendsFile() {
        file = true;
    }

    /// Whether the response now varies by Accept-Encoding, and did not before.
    public boolean varied() {
        return varied;
    }

    // ---- HttpsCompressionFeature

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public void mode(Mode wanted) {
        mode = wanted;
    }

    // ---- the start

    /// The head is about to be made.
    @Override
    public void run() {
        MutableFields fields = response.headers();
        if (response.status() == 304) {
            validated(fields);
            return;
        }
        if (accepted && !begun && !head || !rules.suits(response.status(), fields)
                || encrypted && !rules.allowedOverTls(mode, file)) {
            return;
        }
        varied = FieldLists.vary(fields, "Accept-Encoding");
        if (!accepted) {
            return;
        }
        if (!head) {
            Deflater deflater = rules.deflaters().take();
            if (deflater == null) {
                return;
            }
            gzip = new GzipStream(body, rules.deflaters(), deflater);
            String length = fields.first("Content-Length");
            announced = length == null ? -1 : Long.parseLong(length);
        }
        fields.remove("Content-Length");
        fields.remove("Accept-Ranges");
        fields.set("Content-Encoding", "gzip");
        CodedTags.mark(fields);
    }

    /// "Not modified" has the fields of the response that it stands for (RFC 9110, 15.4.5).
    private void validated(MutableFields fields) {
        varied = FieldLists.vary(fields, "Accept-Encoding");
        if (asksForChanges) {
            CodedTags.mark(fields);
        }
    }

    /// Starts the response where that is still to do, with a body to come.
    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            body.write(NOTHING, 0, 0);
        }
    }

    // ---- the body

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        begin();
        GzipStream own = gzip;
        if (own == null) {
            body.write(bytes, offset, length);
            return;
        }
        taken += length;
        if (announced >= 0 && taken > announced) {
            throw new IOException("LNR-3350: more bytes were written than the Content-Length of " + announced
                    + " announces");
        }
        own.write(bytes, offset, length);
        if (unbuffered) {
            own.flush();
        }
    }

    @Override
    public void flush() throws IOException {
        begin();
        GzipStream own = gzip;
        if (own != null) {
            own.flush();
        }
        body.flush();
    }

    @Override
    public void complete() throws IOException {
        finish();
        body.complete();
    }

    /// Writes the end of what is compressed. What follows is the connector's.
    ///
    /// @throws IOException when the client is gone, or fewer bytes were written than announced: it must see that
    public void finish() throws IOException {
        GzipStream own = gzip;
        if (own != null) {
            if (taken < announced) {
                throw new EOFException("LNR-3351: only " + taken + " of the " + announced
                        + " bytes that Content-Length announces were written");
            }
            own.finish();
        }
    }

    /// The exchange is over, well or not: nothing is held any more.
    public void release() {
        GzipStream own = gzip;
        if (own != null) {
            own.end();
        }
    }

    /// Where there is no room, what was written is on its way, also what the compressor kept back: nobody else would
    /// send it.
    @Override
    public boolean writable() {
        boolean room = body.writable();
        GzipStream own = gzip;
        if (!room && own != null && own.dirty()) {
            try {
                own.flush();
            } catch (IOException _) {
                // the next write says so
                return true;
            }
        }
        return room;
    }

    @Override
    public void onWritable(Runnable callback) {
        body.onWritable(callback);
    }

    /// What is not compressed goes the connector's way.
    private void send(SendFileFeature connector, FileChannel channel, long position, long count) throws IOException {
        begin();
        if (gzip == null) {
            connector.send(channel, position, count);
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(FILE_BUFFER, Math.max(count, 1)));
        long at = position;
        long end = position + count;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new EOFException("the file became shorter while it was sent");
            }
            write(buffer.array(), 0, read);
            at += read;
        }
    }
}
