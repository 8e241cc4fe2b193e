package dev.lanner.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A client of HTTP/2 that sends the frames it is told to and gathers what comes back, for tests.
///
/// Field blocks are sent without compression. The header table of the server is switched off, so that blocks can be read
/// one by one. Windows are given back as data comes, unless [#holdWindows] was called.
public final class Http2Client implements AutoCloseable {
    /// Types of frames (RFC 9113, 6).
    public static final int DATA = 0;
    /// As above.
    public static final int HEADERS = 1;
    /// As above.
    public static final int RST_STREAM = 3;
    /// As above.
    public static final int SETTINGS = 4;
    /// As above.
    public static final int PING = 6;
    /// As above.
    public static final int GOAWAY = 7;
    /// As above.
    public static final int WINDOW_UPDATE = 8;
    /// As above.
    public static final int CONTINUATION = 9;
    /// Flag of DATA and HEADERS.
    public static final int END_STREAM = 1;
    /// Flag of HEADERS and CONTINUATION.
    public static final int END_HEADERS = 4;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RawClient raw;
    private final Map<Integer, Http2Response> responses = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    /// One thread may send while another reads, and answers.
    private final ReentrantLock sending = new ReentrantLock();
    private int nextStream = 1;
    private final Map<Integer, Long> increments = new ConcurrentHashMap<>();
    private boolean holding;
    private boolean answering = true;
    private @Nullable Integer goAway;
    private int goAwayStream;

    /// A frame as it came.
    ///
    /// @param type its type
    /// @param flags its flags
    /// @param stream its stream
    /// @param payload its payload, to be read from its beginning
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {
        /// Whether it has a flag.
        public boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    private final String scheme;

    private Http2Client(RawClient raw, String scheme) {
        this.raw = raw;
        this.scheme = scheme;
    }

    /// Connects by prior knowledge.
    public static Http2Client connect(SocketAddress address) throws IOException {
        return over(RawClient.connect(address), "http");
    }

    /// Begins on a connection that nothing was sent on yet.
    ///
    /// @param scheme of its requests
    public static Http2Client over(RawClient connection, String scheme) throws IOException {
        Http2Client client = new Http2Client(connection, scheme);
        client.raw.send(PREFACE);
        client.settings(1, 0);
        return client;
    }

    /// The connection itself, for bytes that are no frames.
    public RawClient raw() {
        return raw;
    }

    // ---- sending

    /// Sends a frame.
    public Http2Client frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length).put((byte) type).put((byte) flags)
                .putInt(stream).put(payload);
        sending.lock();
        try {
            raw.send(frame.array());
        } finally {
            sending.unlock();
        }
        return this;
    }

    /// Sends SETTINGS.
    ///
    /// @param pairs identifiers and values
    public Http2Client settings(int... pairs) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    /// Sends a frame with one number: RST_STREAM, WINDOW_UPDATE.
    public Http2Client number(int type, int stream, int value) throws IOException {
        return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    /// Opens a stream by a request.
    ///
    /// @param end whether it has no body
    /// @param fields names and values of more fields
    /// @return the stream
    public int request(String method, String path, boolean end, String... fields) throws IOException {
        String[] all = new String[fields.length + 8];
        System.arraycopy(new String[]{":method", method, ":scheme", scheme, ":authority", "localhost", ":path", path},
                0, all, 0, 8);
        System.arraycopy(fields, 0, all, 8, fields.length);
        return headers(end, all);
    }

    /// Opens a stream by these fields alone.
    public int headers(boolean end, String... fields) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        responses.put(stream, new Http2Response());
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
        return stream;
    }

    /// Opens a stream by this block, cut into a frame of HEADERS and others of CONTINUATION.
    public int headersInParts(byte[] block, int size) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        responses.put(stream, new Http2Response());
        for (int at = 0; at < block.length; at += size) {
            byte[] part = Arrays.copyOfRange(block, at, Math.min(block.length, at + size));
            boolean last = at + size >= block.length;
            frame(at == 0 ? HEADERS : CONTINUATION, (at == 0 ? END_STREAM : 0) | (last ? END_HEADERS : 0), stream,
                    part);
        }
        return stream;
    }

    /// A stream that no request has used.
    public int unusedStream() {
        int stream = nextStream;
        nextStream += 2;
        return stream;
    }

    /// The block of these fields, not compressed.
    public static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                out.write(rest & 127 | 128);
                rest >>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /// Sends a piece of a body, in frames that every server takes, without regard to windows.
    public Http2Client data(int stream, byte[] bytes, boolean end) throws IOException {
        int at = 0;
        do {
            int part = Math.min(16_384, bytes.length - at);
            boolean last = at + part == bytes.length;
            byte[] piece = new byte[part];
            System.arraycopy(bytes, at, piece, 0, part);
            frame(DATA, last && end ? END_STREAM : 0, stream, piece);
            at += part;
        } while (at < bytes.length);
        return this;
    }

    /// Sends a piece of a body.
    public Http2Client data(int stream, String text, boolean end) throws IOException {
        return data(stream, text.getBytes(StandardCharsets.ISO_8859_1), end);
    }

    /// From now on no window is given back.
    public Http2Client holdWindows() {
        holding = true;
        return this;
    }

    /// Whether PING frames are answered; they are from the beginning on.
    public Http2Client answersPings(boolean answers) {
        answering = answers;
        return this;
    }

    // ---- receiving

    /// Requests and waits for the response.
    public Http2Response exchange(String method, String path, String... fields) throws IOException {
        return read(request(method, path, true, fields));
    }

    /// Sends a request with a body and waits for the response.
    public Http2Response post(String path, String body, String... fields) throws IOException {
        int stream = request("POST", path, false, fields);
        data(stream, body, true);
        return read(stream);
    }

    /// Waits until a stream has ended, by its response or by a reset.
    ///
    /// @throws EOFException when the server closes before
    public Http2Response read(int stream) throws IOException {
        while (!response(stream).over()) {
            next();
        }
        return response(stream);
    }

    /// What has come for a stream so far.
    public Http2Response response(int stream) {
        return responses.computeIfAbsent(stream, id -> new Http2Response());
    }

    /// Handles the next frame, whatever it is: gathers it, answers PING and SETTINGS, gives windows back.
    public Frame next() throws IOException {
        byte[] head = raw.readBytes(9);
        int length = (head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255;
        int stream = ByteBuffer.wrap(head, 5, 4).getInt();
        Frame frame = new Frame(head[3], head[4] & 255, stream, ByteBuffer.wrap(raw.readBytes(length)));
        handle(frame);
        frame.payload().rewind();
        return frame;
    }

    /// Reads on until a frame of this type comes.
    public Frame await(int type) throws IOException {
        Frame frame = next();
        while (frame.type() != type) {
            frame = next();
        }
        return frame;
    }

    /// Reads on until something holds.
    public void until(java.util.function.BooleanSupplier reached) throws IOException {
        while (!reached.getAsBoolean()) {
            next();
        }
    }

    private void handle(Frame frame) throws IOException {
        switch (frame.type()) {
            case HEADERS, CONTINUATION -> fields(frame);
            case DATA -> {
                int length = frame.payload().remaining();
                byte[] bytes = new byte[length];
                frame.payload().get(bytes);
                response(frame.stream()).add(bytes, frame.has(END_STREAM));
                if (!holding && length > 0) {
                    number(WINDOW_UPDATE, 0, length);
                    if (!frame.has(END_STREAM)) {
                        number(WINDOW_UPDATE, frame.stream(), length);
                    }
                }
            }
            case RST_STREAM -> {
                Http2Response of = responses.get(frame.stream());
                if (of != null) {
                    of.reset(frame.payload().getInt() & 0xFFFF_FFFFL);
                }
            }
            case SETTINGS -> {
                if (!frame.has(1)) {
                    frame(SETTINGS, 1, 0, new byte[0]);
                }
            }
            case PING -> {
                if (!frame.has(1) && answering) {
                    frame(PING, 1, 0, frame.payload().array());
                }
            }
            case GOAWAY -> {
                goAwayStream = frame.payload().getInt();
                goAway = frame.payload().getInt();
            }
            case WINDOW_UPDATE -> increments.merge(frame.stream(), (long) frame.payload().getInt(), Long::sum);
            default -> {
                // nothing to do
            }
        }
    }

    private boolean blockEnds;

    private void fields(Frame frame) {
        block.writeBytes(frame.payload().array());
        if (frame.type() == HEADERS) {
            blockEnds = frame.has(END_STREAM);
        }
        if (frame.has(END_HEADERS)) {
            Map<String, String> fields = HpackReader.read(block.toByteArray());
            block.reset();
            response(frame.stream()).head(fields, blockEnds);
        }
    }

    /// Reads until the server closes.
    ///
    /// @return the error code of its GOAWAY
    public int awaitGoAway() throws IOException {
        try {
            while (true) {
                next();
            }
        } catch (EOFException e) {
            // the end
        }
        if (goAway == null) {
            throw new AssertionError("the server closed without GOAWAY");
        }
        return goAway;
    }

    /// By how much the server has enlarged a window.
    public long increments(int stream) {
        return increments.getOrDefault(stream, 0L);
    }

    /// The error code of the last GOAWAY; null while none has come.
    public @Nullable Integer goAway() {
        return goAway;
    }

    /// The stream that the last GOAWAY names.
    public int goAwayStream() {
        return goAwayStream;
    }

    /// Asks by a PING and waits for the answer: all that was sent before was handled.
    public Http2Client sync() throws IOException {
        frame(PING, 0, 0, new byte[8]);
        Frame frame = await(PING);
        while (!frame.has(1)) {
            frame = await(PING);
        }
        return this;
    }

    /// Whether nothing comes within this time.
    public boolean silentFor(Duration time) throws IOException {
        return raw.silentFor(time);
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
