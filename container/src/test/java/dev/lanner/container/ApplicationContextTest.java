package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.Route;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.ScriptedBody;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

/// A context that is served by an application in place of servlets.
@Timeout(60)
class ApplicationContextTest {
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofSeconds(20)).build();
    private final InMemoryConnector client = new InMemoryConnector(container);
    private final Semaphore inside = new Semaphore(0);
    private final Semaphore goOn = new Semaphore(0);

    @AfterEach
    void close() {
        goOn.release(100);
        container.close();
    }

    private static void answer(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(bytes.length));
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    private static Application saying(String text) {
        return exchange -> answer(exchange, text);
    }

    private Application waiting(String text) {
        return exchange -> {
            inside.release();
            goOn.acquire();
            answer(exchange, text);
        };
    }

    private static ContextDefinitionBuilder at(String path, Application application) {
        return ContextDefinition.builder(path).application(application);
    }

    private static SettingValues settings(Map<Setting<?>, String> texts) {
        Map<Setting<?>, Value> values = new HashMap<>();
        texts.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
        return new SettingValues(null, values);
    }

    private ContextInfo info() {
        return container.contexts().getFirst();
    }

    private void awaitInside() throws InterruptedException {
        assertTrue(inside.tryAcquire(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app", "/app/", "/app/a/b?c=d", "/app/WEB-INF/web.xml", "/app/x.jsp"})
    void allThatIsBelowItsPathIsTheApplicationsMatter(String target) throws Exception {
        container.deploy(at("/app", exchange -> {
            RequestFeature request = exchange.require(Features.REQUEST);
            answer(exchange, request.target().rawPath()
                    + (request.target().query() == null ? "" : "?" + request.target().query()));
        }).build());

        assertEquals(target, client.get(target).send().text());
        assertEquals(404, client.get("/elsewhere").send().status());
    }

    @Test
    void itServesOverAConnectorThatHasWhatIsRequiredAlone() throws Exception {
        container.deploy(at("", saying("here")).build());
        assertEquals("here", InMemoryConnector.minimal(container).get("/").send().text());
        Eventually.until("it has left", () -> info().activeRequests() == 0);
    }

    @Test
    void queueAndLimitOfRunningRequestsHold() throws Exception {
        container.deploy(at("/app", waiting("done")).settings(settings(Map.of(Settings.MAX_CONCURRENT_REQUESTS, "1",
                Settings.REQUEST_QUEUE_SIZE, "1"))).build());
        InMemoryExchange first = client.get("/app/").start();
        awaitInside();
        InMemoryExchange second = client.get("/app/").start();
        Eventually.until("the second waits", () -> info().queue().waiting() == 1);
        InMemoryExchange third = client.get("/app/").start();

        assertEquals(503, third.await().status());
        assertEquals("request-queue-full", third.features().require(Features.BAD_REQUEST).reason());
        goOn.release(2);
        assertEquals("done", first.await().text());
        assertEquals("done", second.await().text());
        Eventually.until("all have left", () -> info().activeRequests() == 0);
        assertEquals(1, info().queue().waited());
        assertEquals(1, info().queue().full());
    }

    @Test
    void theBodyLimitOfTheContextHolds() throws Exception {
        container.deploy(at("/app", exchange -> answer(exchange,
                Long.toString(exchange.require(Features.MAX_REQUEST_BODY_SIZE).limit())))
                .settings(settings(Map.of(Settings.MAX_REQUEST_BODY_SIZE, "1234"))).build());
        assertEquals("1234", client.post("/app/").maxBodySize(99999).body("x").send().text());
    }

    @Test
    void responseFieldsAndRequestLogAreThoseOfTheContext() throws Exception {
        RequestLog log = mock(RequestLog.class);
        container.deploy(at("/app", exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Own", "application");
            assertSame(log, exchange.require(Features.REQUEST_LOG));
            answer(exchange, "x");
        }).requestLog(log).responseHeaders(Map.of("Own", "owner", "Other", "owner")).build());

        TestResponse response = client.get("/app/").send();

        assertNull(response.failure());
        assertEquals("application", response.header("Own"));
        assertEquals("owner", response.header("Other"));
    }

    @Test
    void logsAndMetricsHaveARoute() throws Exception {
        container.deploy(at("/app", saying("x")).build());
        InMemoryExchange exchange = client.get("/app/").start();
        exchange.await();
        Route route = exchange.route();
        assertNotNull(route);
        assertEquals("/app:application", route.name());
    }

    @Test
    void aRequestRunsUntilItsExchangeHasEnded() throws Exception {
        CompletableFuture<FeatureCollection> suspended = new CompletableFuture<>();
        container.deploy(at("/app", exchange -> {
            exchange.require(Features.EXECUTION).suspend();
            suspended.complete(exchange);
        }).build());
        InMemoryExchange exchange = client.get("/app/").start().awaitHandled();
        assertEquals(1, info().activeRequests());
        FeatureCollection features = suspended.get(20, TimeUnit.SECONDS);
        answer(features, "late");
        features.require(Features.EXECUTION).finish();
        assertEquals("late", exchange.await().text());
        Eventually.until("it has left", () -> info().activeRequests() == 0);
    }

    @Test
    void aRequestThatFailsHasLeftToo() throws Exception {
        container.deploy(at("/app", exchange -> {
            throw new IllegalStateException("x");
        }).build());
        assertNotNull(client.get("/app/").send().failure());
        Eventually.until("it has left", () -> info().activeRequests() == 0);
    }

    @Test
    void aReplacementTakesNewRequestsAndTheOldOneEndsItsOwn() throws Exception {
        container.deploy(at("/app", waiting("old")).build());
        InMemoryExchange running = client.get("/app/").start();
        awaitInside();
        Runnable end = container.takeOver(at("/app", saying("new")).build());
        assertEquals("new", client.get("/app/").send().text());
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        Thread ending = Thread.ofPlatform().start(() -> {
            end.run();
            ended.add("ended");
        });
        Eventually.until("the old one ends", () -> ending.getState() == Thread.State.TIMED_WAITING);
        assertNull(ended.poll());

        goOn.release();

        assertEquals("old", running.await().text());
        assertEquals("ended", ended.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void servletsAndApplicationsReplaceEachOther() throws Exception {
        ContextDefinition servlets = ContextDefinition.builder("/app").servlet(ServletDefinition.builder("s")
                .instance(Contexts.servlet((request, response) -> response.getWriter().print("servlet"))).build(), "/")
                .build();
        for (int i = 0; i < 2; i++) {
            container.replace(servlets);
            assertEquals("servlet", client.get("/app/").send().text());
            container.replace(at("/app", saying("application")).build());
            assertEquals("application", client.get("/app/").send().text());
        }
    }

    @Test
    void offlineThePageIsSentAtOnceWhileARunningRequestEnds() throws Exception {
        container.deploy(at("/app", waiting("done")).build());
        InMemoryExchange running = client.get("/app/").start();
        awaitInside();
        Thread ending = Thread.ofPlatform().start(() -> {
            try {
                container.offline(new ContextId("/app"), new OfflinePage("later".getBytes(StandardCharsets.UTF_8)));
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        });
        Eventually.until("it is offline", () -> info().state() == ContextInfo.State.OFFLINE);
        TestResponse page = client.get("/app/").send();
        assertEquals(503, page.status());
        assertEquals("later", page.text());
        goOn.release();
        assertEquals("done", running.await().text());
        assertTrue(ending.join(Duration.ofSeconds(20)));
        container.replace(at("/app", saying("back")).build());
        assertEquals("back", client.get("/app/").send().text());
    }

    @Test
    void connectionsThatLeaveHttpAreCounted() throws Exception {
        BlockingQueue<DuplexStream> streams = new LinkedBlockingQueue<>();
        container.deploy(at("/app", exchange -> {
            UpgradeFeature upgrade = exchange.require(Features.UPGRADE);
            assertTrue(upgrade.upgradable());
            assertFalse(upgrade.extendedConnect());
            streams.add(upgrade.upgrade());
        }).settings(settings(Map.of(Settings.MAX_UPGRADED_CONNECTIONS, "1"))).build());
        InMemoryExchange first = client.get("/app/").upgrade("echo", new ScriptedBody().data("abc").pause()).start();
        DuplexStream stream = streams.poll(20, TimeUnit.SECONDS);
        assertNotNull(stream);
        byte[] block = new byte[3];
        assertEquals(3, stream.input().read(block, 0, 3));
        stream.output().write(block, 0, 3);
        stream.output().flush();

        InMemoryExchange second = client.get("/app/").upgrade("echo", new ScriptedBody()).start().awaitHandled();
        assertTrue(second.response().failure() instanceof RequestRejectedException refused
                && refused.reason().equals("context-upgrade-limit"));

        stream.close();
        stream.close();
        assertEquals("abc", first.await().text());
        InMemoryExchange again = client.get("/app/").upgrade("echo", new ScriptedBody()).start().awaitHandled();
        assertNull(again.response().failure());
        DuplexStream third = streams.poll(20, TimeUnit.SECONDS);
        assertNotNull(third, "there is room again");
        third.close();
        assertEquals(List.of(), List.copyOf(streams));
    }

    /// Has the session of those who say so.
    private record Holding(String version, AtomicBoolean sessions) implements Application, SessionHolder {
        @Override
        public void handle(FeatureCollection exchange) throws Exception {
            answer(exchange, version);
        }

        @Override
        public boolean hasSessionOf(FeatureCollection exchange) {
            return sessions.get() && ("of=" + version).equals(exchange.require(Features.REQUEST).headers()
                    .first("Cookie"));
        }

        @Override
        public boolean hasSessions() {
            return sessions.get();
        }
    }

    @Test
    void aVersionThatHoldsTheSessionKeepsItsClients() throws Exception {
        AtomicBoolean sessions = new AtomicBoolean(true);
        for (String version : List.of("1", "2")) {
            container.deploy(ContextDefinition.builder(new ContextId("", "/app", version))
                    .application(new Holding(version, sessions)).build());
        }
        assertEquals("2", client.get("/app/").send().text());
        assertEquals("2", client.get("/app/").cookie("of", "2").send().text());
        assertEquals("1", client.get("/app/").cookie("of", "1").send().text());
        sessions.set(false);
        assertEquals("2", client.get("/app/").cookie("of", "1").send().text());
    }

    @Test
    void anOldVersionThatNobodyNeedsIsUndeployed() throws Exception {
        AtomicBoolean sessions = new AtomicBoolean(true);
        BlockingQueue<ContextId> undeployed = new LinkedBlockingQueue<>();
        container.undeployOldVersions(undeployed::add);
        for (String version : List.of("1", "2")) {
            container.deploy(ContextDefinition.builder(new ContextId("", "/app", version))
                    .settings(settings(Map.of(Settings.UNDEPLOY_OLD_VERSIONS, "true")))
                    .application(new Holding(version, sessions)).build());
        }
        container.sweepOldVersions();
        assertNull(undeployed.poll(50, TimeUnit.MILLISECONDS));
        sessions.set(false);
        container.sweepOldVersions();
        assertEquals(new ContextId("", "/app", "1"), undeployed.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void servletsOfOtherContextsDoNotDispatchToIt() throws Exception {
        SettingValues crossing = settings(Map.of(Settings.CROSS_CONTEXT, "true"));
        container.deploy(at("/app", saying("x")).build());
        container.deploy(ContextDefinition.builder("/other").settings(crossing).servlet(ServletDefinition.builder("s")
                .instance(Contexts.servlet((request, response) -> response.getWriter()
                        .print(request.getServletContext().getContext("/app/x") + " "
                                + request.getServletContext().getContext("/other/x").getContextPath())))
                .build(), "/").build());
        assertEquals("null /other", client.get("/other/").send().text());
    }

    @Test
    void itsPlaceIsFreeWhenItIsUndeployed() throws Exception {
        container.deploy(at("/app", saying("x")).build());
        container.goAway();
        assertEquals("x", client.get("/app/").send().text(), "requests are served on");
        assertTrue(container.undeploy("/app"));
        assertEquals(404, client.get("/app/").send().status());
        assertEquals(List.of(), container.contexts());
    }
}
