package dev.lanner.container.session;

import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.container.session.keep.SessionSeal;
import dev.lanner.container.session.store.SessionStore;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

/// Servers with stores: what tests of stored sessions stand on.
final class StoredFixture {
    static final long SECOND = 1000;

    final byte[] key = new byte[SessionSeal.KEY_BYTES];
    final List<String> events = new ArrayList<>();
    final ServletContext context = Mockito.mock(ServletContext.class);
    long now = 1_000_000;
    boolean distributable;
    boolean readsCount = true;
    long largest = 1 << 20;

    StoredFixture() {
        Mockito.when(context.getContextPath()).thenReturn("/app");
    }

    Sessions server(String name, @Nullable SessionStore store) {
        return server(name, store, StoredFixture.class.getClassLoader());
    }

    Sessions server(String name, @Nullable SessionStore store, ClassLoader loader) {
        HttpSessionListener listener = new HttpSessionListener() {
            @Override
            public void sessionCreated(HttpSessionEvent event) {
                events.add(name + " created");
            }

            @Override
            public void sessionDestroyed(HttpSessionEvent event) {
                events.add(name + " destroyed");
            }
        };
        SessionHome home = new SessionHome(context, loader, Runnable::run, NoteCodec.NONE, distributable, readsCount,
                largest);
        return new Sessions(new SessionConfig("/app", SessionDefinition.DEFAULT, SettingValues.DEFAULTS),
                new SessionEvents(List.of(listener), List.of(), List.of()), home,
                store == null ? null : new SessionBacking(store, new SessionSeal(key, "app")),
                () -> Instant.ofEpochMilli(now));
    }

    /// A request that names a session, or none.
    static RequestSession request(Sessions sessions, @Nullable String id) {
        RequestSession request = new RequestSession(sessions, new Exchange(id));
        request.begin();
        return request;
    }

    private static final class Exchange implements SessionExchange {
        private final FieldList request = new FieldList();
        private final FieldList response = new FieldList();

        Exchange(@Nullable String id) {
            if (id != null) {
                request.add("Cookie", "JSESSIONID=" + id);
            }
        }

        @Override
        public Fields requestHeaders() {
            return request;
        }

        @Override
        public MutableFields responseHeaders() {
            return response;
        }

        @Override
        public @Nullable String pathSessionId() {
            return null;
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public boolean committed() {
            return false;
        }

        @Override
        public @Nullable String siblingSessionId() {
            return null;
        }
    }
}
