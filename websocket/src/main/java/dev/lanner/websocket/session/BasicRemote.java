package dev.lanner.websocket.session;

import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;

/// Sends and waits.
final class BasicRemote extends RemoteSender implements RemoteEndpoint.Basic {

    BasicRemote(LannerSession session) {
        super(session);
    }

    @Override
    public void sendText(String text) throws IOException {
        require(text, "a text");
        session().connection().sendText(text);
    }

    @Override
    public void sendBinary(ByteBuffer data) throws IOException {
        require(data, "data");
        session().connection().sendBinary(data);
    }

    @Override
    public void sendText(String part, boolean last) throws IOException {
        require(part, "a text");
        session().connection().sendTextPart(part, last);
    }

    @Override
    public void sendBinary(ByteBuffer part, boolean last) throws IOException {
        require(part, "data");
        session().connection().sendBinaryPart(part, last);
    }

    @Override
    public OutputStream getSendStream() {
        return new MessageOutput(session().connection());
    }

    @Override
    public Writer getSendWriter() {
        return new MessageWriter(session().connection());
    }

    @Override
    public void sendObject(Object object) throws IOException, EncodeException {
        require(object, "an object");
        switch (encode(object)) {
            case String text -> session().connection().sendText(text);
            case ByteBuffer bytes -> session().connection().sendBinary(bytes);
            case Object other -> throw new IllegalStateException("no message: " + other.getClass());
        }
    }
}
