package dev.lanner.websocket.session;

import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What a connection tells, brought to a session's receivers. A receiver is chosen at a message's first frame and has the
/// whole message, whatever happens to the handlers meanwhile (Jakarta WebSocket 2.2, 2.1.3).
///
/// Used by the connection's thread; a receiver that reads a stream runs on one of its own, and the connection's waits.
final class MessageFlow implements MessageListener {
    private static final int MOST_PONGS = 16;

    private final LannerSession session;
    private @Nullable MessageRoute route;
    private @Nullable MessagePipe<String> text;
    private @Nullable MessagePipe<byte[]> binary;
    private final Deque<byte[]> pongs = new ArrayDeque<>(0);
    private boolean dropping;

    MessageFlow(LannerSession session) {
        this.session = session;
    }

    @Override
    public Delivery delivery(boolean isText) {
        MessageRoute chosen = session.handlers().route(isText ? Shape.Kind.TEXT : Shape.Kind.BINARY);
        route = chosen;
        dropping = false;
        if (chosen == null) {
            return Delivery.DROP;
        }
        if (chosen.shape().delivery() == Delivery.WHOLE) {
            session.limit(isText, chosen.maxSize());
        }
        return chosen.shape().delivery();
    }

    @Override
    public void text(String part, boolean last) {
        MessageRoute to = route;
        if (to == null) {
            return;
        }
        if (!to.isStream() || last && text == null && !dropping) {
            session.call(() -> to.text(part, last));
        } else if (!dropping) {
            MessagePipe<String> pipe = text;
            if (pipe == null) {
                MessagePipe<String> made = new MessagePipe<>();
                session.fork(() -> to.read(MessagePipe.reader(made)), made::finish);
                pipe = made;
                text = made;
            }
            dropping = !put(pipe, part, last);
        }
        if (last) {
            text = null;
            latePongs();
        }
    }

    @Override
    public void binary(byte[] part, boolean last) {
        MessageRoute to = route;
        if (to == null) {
            return;
        }
        if (!to.isStream() || last && binary == null && !dropping) {
            session.call(() -> to.binary(part, last));
        } else if (!dropping) {
            MessagePipe<byte[]> pipe = binary;
            if (pipe == null) {
                MessagePipe<byte[]> made = new MessagePipe<>();
                session.fork(() -> to.read(MessagePipe.stream(made)), made::finish);
                pipe = made;
                binary = made;
            }
            dropping = !put(pipe, part, last);
        }
        if (last) {
            binary = null;
            latePongs();
        }
    }

    private static <P> boolean put(MessagePipe<P> pipe, P part, boolean last) {
        try {
            return pipe.put(part, last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// While a receiver reads a message, pongs wait for its end: the endpoint is called by one thread at a time.
    @Override
    public void pong(byte[] data) {
        if (text == null && binary == null) {
            tellPong(data);
        } else if (pongs.size() < MOST_PONGS) {
            pongs.add(data);
        }
    }

    private void latePongs() {
        for (byte[] data = pongs.poll(); data != null; data = pongs.poll()) {
            tellPong(data);
        }
    }

    private void tellPong(byte[] data) {
        MessageRoute to = session.handlers().route(Shape.Kind.PONG);
        if (to != null) {
            session.call(() -> to.receiver().receive(new ReceivedPong(data), true));
        }
    }

    @Override
    public void failed(Exception failure) {
        session.connectionFailed(failure, failure instanceof ProtocolException);
    }

    @Override
    public void closed(CloseStatus status, boolean remote) {
        end(text);
        end(binary);
        session.connectionEnded(status, remote);
    }

    private static void end(@Nullable MessagePipe<?> pipe) {
        if (pipe == null) {
            return;
        }
        pipe.breakOff();
        try {
            pipe.awaitFinish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
