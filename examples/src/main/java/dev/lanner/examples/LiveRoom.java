package dev.lanner.examples;

import jakarta.websocket.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Who is in the live room, and its clock, which ticks while somebody is there. Safe for use by several threads.
final class LiveRoom {
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();

    void enter(Session session) {
        sessions.add(session);
        if (ticking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("examples-room").start(this::tick);
        }
    }

    void leave(Session session) {
        sessions.remove(session);
    }

    /// Tells everybody.
    void tell(Json what) {
        String text = what.toString();
        for (Session session : sessions) {
            send(session, text);
        }
    }

    static void send(Session session, Json what) {
        send(session, what.toString());
    }

    private static void send(Session session, String text) {
        try {
            // who is too slow misses some
            session.getAsyncRemote().sendText(text, result -> {
            });
        } catch (IllegalStateException e) {
            // who has gone is told by the endpoint's close
        }
    }

    private void tick() {
        try {
            while (!sessions.isEmpty()) {
                String time = LocalTime.now(Clock.system(ZoneOffset.UTC))
                        .format(DateTimeFormatter.ofPattern("HH:mm:ss"));
                tell(new Json().with("kind", "clock").with("time", time).with("people", sessions.size()));
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ticking.set(false);
        }
        if (!sessions.isEmpty() && ticking.compareAndSet(false, true)) {
            // somebody came in just now
            Thread.ofVirtual().name("examples-room").start(this::tick);
        }
    }
}
