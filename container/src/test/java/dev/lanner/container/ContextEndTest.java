package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// An application whose end hangs, or takes long, holds up no other.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContextEndTest {
    private static final Logger LOGGER = Logger.getLogger("dev.lanner.container.context.Closing");

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch returned = new CountDownLatch(1);
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final Lines lines = new Lines();

    private static final class Lines extends Handler {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            all.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(lines);
    }

    @AfterEach
    void end() {
        release.countDown();
        LOGGER.removeHandler(lines);
    }

    private static ServletContextListener atTheEnd(Runnable what) {
        return new ServletContextListener() {
            @Override
            public void contextDestroyed(ServletContextEvent event) {
                what.run();
            }
        };
    }

    private static ListenerDefinition listener(Runnable what) {
        return ListenerDefinition.of(ComponentRef.given(atTheEnd(what)));
    }

    private void hang() {
        boolean open = false;
        while (!open) {
            try {
                open = release.await(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                // hangs all the same
                open = false;
            }
        }
        returned.countDown();
    }

    private HttpServlet servlet(String name, Runnable destroyed) {
        return new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            public void destroy() {
                ended.add(name);
                destroyed.run();
            }
        };
    }

    @Test
    void whatHangsIsNamedAndLeftAndTheRestIsEnded() throws Exception {
        ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMillis(100)).build();
        container.deploy(ContextDefinition.builder("/app").listener(listener(() -> ended.add("first")))
                .listener(listener(this::hang)).listener(listener(() -> ended.add("last")))
                .servlet(ServletDefinition.builder("good").instance(servlet("good", () -> {
                })).loadOnStartup(0).build(), "/good")
                .servlet(ServletDefinition.builder("bad").instance(servlet("bad", this::hang)).loadOnStartup(0).build(),
                        "/bad")
                .build());

        assertTrue(container.undeploy("/app"));

        List<String> sorted = new ArrayList<>(ended);
        sorted.sort(null);
        assertEquals(List.of("bad", "first", "good", "last"), sorted);
        assertEquals(List.of(), container.contexts());
        assertEquals(2, lines.all.size(), lines.all::toString);
        assertTrue(
                lines.all.get(0).startsWith("LNR-3120: context /app: servlet bad, in destroy() still runs after 1 s"),
                lines.all.get(0));
        assertTrue(lines.all.get(1).contains("listener " + ContextEndTest.class.getName()), lines.all.get(1));
        release.countDown();
        assertTrue(returned.await(20, TimeUnit.SECONDS));
        container.close();
    }

    @Test
    void anErrorInOneStepDoesNotSkipTheNext() throws Exception {
        ServletContainer container = ServletContainer.builder().build();
        container.deploy(ContextDefinition.builder("/app").listener(listener(() -> ended.add("first")))
                .listener(listener(() -> {
                    throw new AssertionError("broken");
                })).build());

        container.close();

        assertEquals(List.of("first"), ended);
        assertEquals(1, lines.all.size(), lines.all::toString);
        assertTrue(lines.all.getFirst().startsWith("LNR-3121: context /app: listener "), lines.all.getFirst());
    }

    @Test
    void closingEndsAllAtTheSameTime() throws Exception {
        ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofSeconds(30)).build();
        CyclicBarrier together = new CyclicBarrier(3);
        for (String path : List.of("/a", "/b", "/c")) {
            container.deploy(ContextDefinition.builder(path).listener(listener(() -> {
                try {
                    // one after the other they would never meet
                    together.await(20, TimeUnit.SECONDS);
                    ended.add(path);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            })).build());
        }

        container.close();

        assertEquals(3, ended.size());
    }
}
