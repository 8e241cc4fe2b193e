package dev.lanner.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Asynchronous requests (Servlet 6.1, 2.3.3.3), with a connector that keeps exchanges open and with one that can't.
class Servlet61Chapter2AsyncTest {
    private final Contexts contexts = Contexts.at("/app");
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        contexts.close();
    }

    private final class Recorder implements AsyncListener {
        private final boolean completes;

        Recorder(boolean completes) {
            this.completes = completes;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            events.add("complete");
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            events.add("timeout");
            if (completes) {
                event.getAsyncContext().getResponse().getWriter().print("late");
                event.getAsyncContext().complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            events.add("error " + event.getThrowable().getMessage());
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            events.add("start");
            event.getAsyncContext().addListener(this);
        }
    }

    private Contexts with(boolean minimal) {
        return minimal ? contexts.minimal() : contexts;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherThreadWritesAndCompletes(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.addListener(new Recorder(false));
            async.start(() -> {
                try {
                    async.getResponse().getWriter().print("done " + q.isAsyncStarted());
                    async.complete();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }, "/a");

        assertEquals("done true", contexts.text("/app/a"));
        assertEquals(List.of("complete"), events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workThatFailsEndsTheRequestWithAnError(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.setTimeout(0);
            async.addListener(new Recorder(false));
            async.start(() -> {
                throw new IllegalStateException("inside");
            });
        }, "/a");

        assertEquals(500, contexts.request("GET", "/app/a").send().status());
        assertEquals(List.of("error inside", "complete"), events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void completeInsideTheServletTakesEffectWhenItReturns(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.complete();
            r.getWriter().print("after");
            assertThrows(IllegalStateException.class, async::complete);
            assertThrows(IllegalStateException.class, async::dispatch);
            assertThrows(IllegalStateException.class, q::startAsync);
        }, "/a");
        assertEquals("after", contexts.text("/app/a"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dispatchRunsAnotherServletWithTheOriginalPathsInAttributes(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> q.startAsync().dispatch("/b?y=2"), "/a").servlet("b",
                (q, r) -> r.getWriter()
                        .print(q.getDispatcherType() + " " + q.getRequestURI() + " " + q.getQueryString() + " "
                                + q.getParameter("x") + " " + q.isAsyncStarted() + " "
                                + q.getAttribute(AsyncContext.ASYNC_REQUEST_URI) + " "
                                + q.getAttribute(AsyncContext.ASYNC_SERVLET_PATH)),
                "/b");
        assertEquals("ASYNC /app/b y=2 1 false /app/a /a", contexts.text("/app/a?x=1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dispatchWithoutAPathGoesBackToTheSameServlet(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            if (q.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext async = q.startAsync();
                async.addListener(new Recorder(false));
                async.start(async::dispatch);
            } else if (q.getAttribute("again") == null) {
                q.setAttribute("again", true);
                q.startAsync().dispatch();
            } else {
                r.getWriter().print(q.getDispatcherType() + " " + q.getRequestURI() + "?" + q.getQueryString());
            }
        }, "/a");
        assertEquals("ASYNC /app/a?x=1", contexts.text("/app/a?x=1"));
        assertEquals(List.of("start", "complete"), events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListenerMayAnswerWhenTheTimeIsOver(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.setTimeout(1);
            async.addListener(new Recorder(true));
        }, "/a");
        assertEquals("late", contexts.text("/app/a"));
        assertEquals(List.of("timeout", "complete"), events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAnAnswerATimeoutIs500(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.setTimeout(1);
            async.addListener(new Recorder(false));
        }, "/a");
        assertEquals(500, contexts.get("/app/a").status());
        assertEquals(List.of("timeout", "complete"), events.stream().filter(e -> !e.startsWith("error")).toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExceptionAfterStartAsyncTellsListenersAndIs500(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            q.startAsync().addListener(new Recorder(false));
            throw new IllegalStateException("boom");
        }, "/a");
        assertEquals(500, contexts.get("/app/a").status());
        assertEquals(List.of("error boom", "complete"), events);
    }

    @Test
    void aClientThatIsGoneTellsListeners() {
        contexts.servlet("a", (q, r) -> q.startAsync().addListener(new Recorder(false)), "/a");
        var exchange = contexts.request("GET", "/app/a").start();

        exchange.disconnect();

        exchange.await();
        assertEquals(List.of("error the client has gone", "complete"), events);
    }

    @Test
    void aClientThatOnlyClosedItsSideGetsItsAnswer() {
        CompletableFuture<AsyncContext> started = new CompletableFuture<>();
        contexts.servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.addListener(new Recorder(false));
            started.complete(async);
        }, "/a");
        var exchange = contexts.request("GET", "/app/a").start();

        AsyncContext async = started.join();
        exchange.halfClose();
        assertDoesNotThrow(() -> async.getResponse().getWriter().print("whole"));
        async.complete();

        assertEquals("whole", exchange.await().text());
        assertEquals(List.of("complete"), events);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendErrorBeforeCompleteBecomesTheAnswer(boolean minimal) {
        with(minimal).servlet("a", (q, r) -> {
            AsyncContext async = q.startAsync();
            async.start(() -> {
                try {
                    r.sendError(418);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        }, "/a");
        assertEquals(418, contexts.get("/app/a").status());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void racesEndTheRequestOnceAndFailOnTheApplicationsThreads(boolean minimal) throws Exception {
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(4 * 50);
        with(minimal).servlet("a", (q, r) -> {
            if (q.getDispatcherType() == DispatcherType.ASYNC) {
                r.getWriter().print("d");
                return;
            }
            AsyncContext async = q.startAsync();
            async.setTimeout(1);
            for (int i = 0; i < 4; i++) {
                boolean dispatch = i % 2 == 0;
                Thread.ofVirtual().start(() -> {
                    try {
                        if (dispatch) {
                            async.dispatch();
                        } else {
                            async.complete();
                        }
                    } catch (IllegalStateException e) {
                        refused.incrementAndGet();
                    } finally {
                        over.countDown();
                    }
                });
            }
        }, "/a").servlet("next", (q, r) -> r.getWriter().print("clean " + q.isAsyncStarted()), "/next");

        for (int i = 0; i < 50; i++) {
            var response = contexts.get("/app/a");
            assertTrue(response.status() == 200 || response.status() == 500, () -> "status " + response.status());
            assertEquals("clean false", contexts.text("/app/next"));
        }
        over.await();
        assertTrue(refused.get() >= 3 * 50, () -> "refused " + refused);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theContextOfACycleThatIsOverIsRefused(boolean minimal) {
        AtomicReference<AsyncContext> kept = new AtomicReference<>();
        with(minimal).servlet("a", (q, r) -> {
            kept.set(q.startAsync());
            kept.get().complete();
        }, "/a");
        assertEquals(200, contexts.get("/app/a").status());
        assertThrows(IllegalStateException.class, () -> kept.get().complete());
        assertThrows(IllegalStateException.class, () -> kept.get().getRequest());
    }

    @Test
    void aDispatchWithoutAPathReturnsToTheForwardsTargetWithItsQueryOnlyWhenTheRequestWasNamed() {
        contexts.servlet("first", (q, r) -> {
            r.getWriter().print("first " + q.getParameter("at") + " " + q.getDispatcherType() + ";");
            if (q.getDispatcherType() == DispatcherType.REQUEST) {
                q.getRequestDispatcher("/second?at=forward").forward(q, r);
            }
        }, "/first").servlet("second", (q, r) -> {
            r.getWriter().print("second " + q.getParameter("at") + " " + q.getDispatcherType() + ";");
            if (q.getDispatcherType() == DispatcherType.FORWARD) {
                AsyncContext async = q.getParameter("named") == null ? q.startAsync() : q.startAsync(q, r);
                async.dispatch();
            }
        }, "/second");

        assertEquals("second forward FORWARD;first client ASYNC;", contexts.text("/app/first?at=client"));
        assertEquals("second forward FORWARD;second forward ASYNC;", contexts.text("/app/first?at=client&named"));
    }

    @Test
    void aSecondCycleReturnsToTheTargetOfTheLastDispatchWithItsQuery() {
        contexts.servlet("a", (q, r) -> {
            r.getWriter().print(q.getParameter("round") + ";");
            if (q.getParameter("round") == null) {
                q.startAsync().dispatch("/a?round=1");
            } else if (events.isEmpty()) {
                events.add("once");
                q.startAsync().dispatch();
            }
        }, "/a");

        assertEquals("null;1;1;", contexts.text("/app/a"));
    }
}
