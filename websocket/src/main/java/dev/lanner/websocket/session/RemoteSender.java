package dev.lanner.websocket.session;

import dev.lanner.websocket.codec.Coders;
import dev.lanner.websocket.codec.Primitives;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.RemoteEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What both kinds of remote endpoints have in common.
abstract class RemoteSender implements RemoteEndpoint {
    private final LannerSession session;

    RemoteSender(LannerSession session) {
        this.session = session;
    }

    LannerSession session() {
        return session;
    }

    @Override
    public void setBatchingAllowed(boolean allowed) throws IOException {
        requireOpen();
        session.connection().batching(allowed);
    }

    @Override
    public boolean getBatchingAllowed() {
        requireOpen();
        return session.connection().batching();
    }

    @Override
    public void flushBatch() throws IOException {
        session.connection().flush();
    }

    @Override
    public void sendPing(ByteBuffer data) throws IOException {
        session.connection().sendPing(data);
    }

    @Override
    public void sendPong(ByteBuffer data) throws IOException {
        session.connection().sendPong(data);
    }

    /// Settings of a closed connection can't be changed (Jakarta WebSocket 2.2, `RemoteEndpoint`).
    void requireOpen() {
        if (!session.isOpen()) {
            throw new IllegalArgumentException("LNR-6120: session " + session.getId() + " is closed");
        }
    }

    static void require(@Nullable Object value, String what) {
        if (value == null) {
            throw new IllegalArgumentException("LNR-6121: " + what + " is needed, not null");
        }
    }

    /// The message for an object: a String or a ByteBuffer.
    ///
    /// @throws EncodeException when there is no encoder, or it fails
    /// @throws IOException when an encoder that writes to a stream fails
    Object encode(Object object) throws EncodeException, IOException {
        Coders.Encoding encoding = session.binding().coders().encoder(object);
        if (encoding == null) {
            return plain(object);
        }
        session.binding().coders().encoderLock().lock();
        try {
            return encode(encoding, object);
        } finally {
            session.binding().coders().encoderLock().unlock();
        }
    }

    private static Object plain(Object object) throws EncodeException {
        if (object instanceof String || object instanceof ByteBuffer) {
            return object;
        } else if (object instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        } else if (Primitives.is(object.getClass())) {
            return object.toString();
        }
        throw new EncodeException(object, "LNR-6122: there is no encoder for " + object.getClass().getName()
                + ": name one in the endpoint's encoders");
    }

    @SuppressWarnings("unchecked")
    private static Object encode(Coders.Encoding encoding, Object object) throws EncodeException, IOException {
        Encoder encoder = encoding.encoder();
        Object message = switch (encoding.form()) {
            case TEXT -> ((Encoder.Text<Object>) encoder).encode(object);
            case BINARY -> ((Encoder.Binary<Object>) encoder).encode(object);
            case TEXT_STREAM -> {
                StringWriter writer = new StringWriter();
                ((Encoder.TextStream<Object>) encoder).encode(object, writer);
                yield writer.toString();
            }
            case BINARY_STREAM -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ((Encoder.BinaryStream<Object>) encoder).encode(object, out);
                yield ByteBuffer.wrap(out.toByteArray());
            }
        };
        if (message == null) {
            throw new EncodeException(object, "LNR-6123: encoder " + encoder.getClass().getName() + " made nothing");
        }
        return message;
    }
}
