package dev.lanner.websocket.connection;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Sends back what comes, and remembers the end.
class Echo implements MessageListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    private final WebSocketConnection connection;

    Echo(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public Delivery delivery(boolean text) {
        return Delivery.WHOLE;
    }

    @Override
    public void text(String part, boolean last) {
        try {
            connection.sendText(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void binary(byte[] part, boolean last) {
        try {
            connection.sendBinary(ByteBuffer.wrap(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void pong(byte[] data) {
        events.add("pong " + new String(data));
    }

    @Override
    public void failed(Exception failure) {
        events.add("failed " + failure.getClass().getSimpleName());
    }

    @Override
    public void closed(CloseStatus status, boolean remote) {
        events.add("closed " + status.code() + (remote ? " by the peer" : ""));
    }
}
