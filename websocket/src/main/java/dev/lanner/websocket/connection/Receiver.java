package dev.lanner.websocket.connection;

import dev.lanner.spi.features.BodySource;
import dev.lanner.websocket.deflate.Decompressor;
import dev.lanner.websocket.frame.FrameParser;
import dev.lanner.websocket.frame.Opcode;
import dev.lanner.websocket.frame.Utf8;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.ProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The receiving side of a connection: reads, parses and calls the listener until nothing is left, then lets the connector
/// call back. One turn at a time, each on a virtual thread of its own.
final class Receiver implements Runnable {
    private static final byte[] NOTHING = {};

    private final FramedConnection connection;
    private final BodySource source;
    private final FrameParser parser;
    private final Messages messages;
    private final MessageListener listener;
    /// The payload of the control frame that is coming in.
    private byte[] control = NOTHING;
    private int controlSize;
    /// Whether a close frame has come, or a rule was broken: what follows is dropped.
    private boolean dropping;
    private boolean told;

    Receiver(FramedConnection connection, BodySource source, FrameParser parser, MessageListener listener,
            @Nullable Decompressor decompressor) {
        this.connection = connection;
        this.source = source;
        this.parser = parser;
        this.listener = listener;
        messages = new Messages(listener, parser, decompressor);
    }

    /// Waits for bytes without a thread.
    void await() {
        source.onReadable(connection);
    }

    /// One turn.
    @Override
    public void run() {
        byte[] buffer = ReadBuffers.take();
        boolean goOn = false;
        try {
            goOn = turn(buffer);
        } catch (ProtocolException e) {
            goOn = broken(e);
        } catch (IOException e) {
            lost(e);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            goOn = failed(e);
        } finally {
            ReadBuffers.give(buffer);
        }
        if (goOn) {
            await();
        } else {
            end();
        }
    }

    /// Whether the connection goes on.
    private boolean turn(byte[] buffer) throws IOException {
        while (true) {
            Assembly direct = dropping || !parser.inPayload() || control() ? null : messages.direct();
            int room;
            int read;
            if (direct == null) {
                room = buffer.length;
                read = source.readNow(buffer, 0, room);
            } else {
                room = (int) Math.min(parser.remaining(), direct.room(parser.remaining(), messages.limit()));
                read = source.readNow(direct.array(), direct.size(), room);
            }
            if (read < 0) {
                return false;
            }
            if (read > 0 && !dropping) {
                connection.heard();
                if (direct == null) {
                    take(buffer, read);
                } else {
                    messages.read(direct, read);
                    endFrame();
                }
            }
            if (connection.over()) {
                return false;
            }
            if (read < room) {
                return true;
            }
        }
    }

    private void take(byte[] buffer, int end) throws IOException {
        int at = 0;
        while (!dropping) {
            if (!parser.inPayload()) {
                at = parser.header(buffer, at, end);
                if (!parser.inPayload()) {
                    return;
                }
                begin();
                if (parser.remaining() == 0) {
                    payload(buffer, at, 0);
                    continue;
                }
            }
            int length = (int) Math.min(end - at, parser.remaining());
            if (length == 0) {
                return;
            }
            payload(buffer, at, length);
            at += length;
        }
    }

    private boolean control() {
        return Opcode.control(parser.opcode());
    }

    private void begin() throws ProtocolException {
        if (control()) {
            control = parser.remaining() == 0 ? NOTHING : new byte[(int) parser.remaining()];
            controlSize = 0;
        } else {
            messages.frame(connection);
        }
    }

    private void payload(byte[] buffer, int at, int length) throws IOException {
        parser.payload(buffer, at, length);
        if (control()) {
            System.arraycopy(buffer, at, control, controlSize, length);
            controlSize += length;
        } else {
            messages.payload(buffer, at, length);
            connection.used();
        }
        endFrame();
    }

    private void endFrame() throws IOException {
        if (parser.remaining() > 0) {
            return;
        }
        parser.next();
        if (control()) {
            byte[] payload = control;
            control = NOTHING;
            controlFrame(parser.opcode(), payload);
        }
    }

    private void controlFrame(int opcode, byte[] payload) throws IOException {
        switch (opcode) {
            case Opcode.PING -> {
                connection.used();
                connection.pong(payload);
                listener.ping(payload);
            }
            case Opcode.PONG -> {
                // our own pings are empty, and their answers say only that the peer is there
                if (payload.length > 0) {
                    connection.used();
                }
                listener.pong(payload);
            }
            default -> {
                CloseStatus status = status(payload);
                dropping = true;
                connection.peerCloses(status);
            }
        }
    }

    private static CloseStatus status(byte[] payload) throws ProtocolException {
        if (payload.length == 0) {
            return CloseStatus.of(CloseStatus.NO_STATUS);
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (!CloseStatus.sendable(code)) {
            throw new ProtocolException(CloseStatus.PROTOCOL_ERROR,
                    "close code " + code + " must not be sent (RFC 6455, 7.4)");
        }
        Utf8 utf8 = new Utf8();
        utf8.check(payload, 2, payload.length - 2);
        utf8.end();
        return new CloseStatus(code,
                new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8));
    }

    // ---- the end

    /// A rule was broken: says so, and drops what still comes until the peer has gone, or the time is over.
    private boolean broken(ProtocolException fault) {
        if (dropping) {
            return true;
        }
        dropping = true;
        messages.close();
        connection.refuse(fault.status());
        tell(() -> listener.failed(fault));
        tellClosed();
        return true;
    }

    private boolean failed(Throwable failure) {
        connection.listenerFailed(failure);
        if (!dropping) {
            dropping = true;
            messages.close();
            connection.refuse(CloseStatus.of(CloseStatus.INTERNAL_ERROR));
            tellClosed();
        }
        return true;
    }

    private void lost(IOException failure) {
        if (!dropping && connection.lost(failure)) {
            tell(() -> listener.failed(failure));
        }
    }

    private void end() {
        dropping = true;
        messages.close();
        connection.ended();
        tellClosed();
    }

    /// Tells the listener, once, when nothing more will come for it.
    void tellClosed() {
        if (!told) {
            told = true;
            tell(connection::tellClosed);
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            connection.listenerFailed(e);
        }
    }
}
