package dev.lanner.examples;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.concurrent.atomic.AtomicInteger;

/// The live room. A client sends `say TEXT`, which everybody gets, or `echo TEXT`, which comes back to it; all that it gets
/// is JSON.
@ServerEndpoint("/live")
public final class LiveEndpoint {
    private static final LiveRoom ROOM = new LiveRoom();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int LONGEST = 8192;

    private final String name = "Guest " + NUMBERS.incrementAndGet();

    /// Somebody comes in.
    @OnOpen
    public void open(Session session) {
        LiveRoom.send(session, new Json().with("kind", "hello").with("you", name));
        ROOM.enter(session);
        ROOM.tell(new Json().with("kind", "joined").with("who", name));
    }

    /// A line.
    @OnMessage(maxMessageSize = LONGEST)
    public void message(Session session, String line) {
        if (line.startsWith("say ")) {
            ROOM.tell(new Json().with("kind", "said").with("who", name).with("text", line.substring(4)));
        } else if (line.startsWith("echo ")) {
            LiveRoom.send(session, new Json().with("kind", "echo").with("text", line.substring(5)));
        }
    }

    /// Somebody goes.
    @OnClose
    public void close(Session session) {
        ROOM.leave(session);
        ROOM.tell(new Json().with("kind", "left").with("who", name));
    }

    /// A connection broke; its close follows.
    @OnError
    public void error(Throwable failure) {
        // nobody needs to know
    }
}
