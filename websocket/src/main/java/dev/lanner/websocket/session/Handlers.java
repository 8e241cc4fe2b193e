package dev.lanner.websocket.session;

import jakarta.websocket.MessageHandler;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The receivers of a session, at most one for each kind of message. Safe for use by several threads.
final class Handlers {
    private static final Routes NONE = new Routes(null, null, null);

    private final AtomicReference<Routes> routes = new AtomicReference<>(NONE);

    private record Routes(@Nullable MessageRoute text, @Nullable MessageRoute binary, @Nullable MessageRoute pong) {

        @Nullable
        MessageRoute get(Shape.Kind kind) {
            return switch (kind) {
                case TEXT -> text;
                case BINARY -> binary;
                case PONG -> pong;
            };
        }

        Routes with(Shape.Kind kind, @Nullable MessageRoute route) {
            return switch (kind) {
                case TEXT -> new Routes(route, binary, pong);
                case BINARY -> new Routes(text, route, pong);
                case PONG -> new Routes(text, binary, route);
            };
        }
    }

    @Nullable
    MessageRoute route(Shape.Kind kind) {
        return routes.get().get(kind);
    }

    /// Adds all or none.
    ///
    /// @throws IllegalStateException when there is one for the kind of message
    void add(List<MessageRoute> added) {
        routes.updateAndGet(now -> {
            Routes next = now;
            for (MessageRoute route : added) {
                Shape.Kind kind = route.shape().kind();
                MessageRoute there = next.get(kind);
                if (there != null) {
                    throw new IllegalStateException("LNR-6111: this session has a handler for "
                            + kind.name().toLowerCase(
                                    Locale.ROOT)
                            + " messages already (" + there.handler().getClass().getName()
                            + "): there can be one for each kind");
                }
                next = next.with(kind, route);
            }
            return next;
        });
    }

    /// Removes a handler, wherever it is.
    ///
    /// @return whether it was there
    boolean remove(MessageHandler handler) {
        Routes before = routes.getAndUpdate(now -> {
            Routes next = now;
            for (Shape.Kind kind : Shape.Kind.values()) {
                MessageRoute there = next.get(kind);
                if (there != null && there.handler() == handler) {
                    next = next.with(kind, null);
                }
            }
            return next;
        });
        return all(before).contains(handler);
    }

    Set<MessageHandler> all() {
        return all(routes.get());
    }

    private static Set<MessageHandler> all(Routes now) {
        Set<MessageHandler> all = new LinkedHashSet<>();
        for (Shape.Kind kind : Shape.Kind.values()) {
            MessageRoute there = now.get(kind);
            if (there != null) {
                all.add(there.handler());
            }
        }
        return Collections.unmodifiableSet(all);
    }
}
