package dev.lanner.worker.supervisor;

import dev.lanner.deploy.ContextName;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.supervisor.WorkerRules.Recycling;
import dev.lanner.worker.supervisor.WorkerRules.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StickyTest {
    private static final ContextName SHOP = new ContextName("/shop");

    private final FakeTime time = new FakeTime();
    private final FakeProcesses processes = new FakeProcesses(time);
    private final List<HopPool> running = new ArrayList<>();
    private final Sticky sticky = new Sticky(SHOP, 2);
    private final Supervisor supervisor = new Supervisor(SHOP, new WorkerRules(2, false,
            new Start(Duration.ofMinutes(2), 10, 10, Duration.ofMillis(1)), Duration.ofSeconds(10),
            new Recycling(Duration.ZERO, Duration.ZERO, 0, 0)), processes, time, sticky);
    private final InMemoryConnector connector = new InMemoryConnector(this::serve);

    @BeforeEach
    void start() throws Exception {
        processes.each(FakeProcess::readySoon);
        supervisor.start();
    }

    /// Answers with the number of the worker, and the cookies that an application would see.
    private void serve(FeatureCollection exchange) throws Exception {
        sticky.read(exchange);
        HopPool pool = supervisor.ready(exchange);
        running.add(pool);
        answer(exchange, pool);
    }

    private void answer(FeatureCollection exchange, HopPool pool) throws IOException {
        int index = processes.all().stream().filter(process -> process.pool() == pool).findFirst().orElseThrow()
                .index();
        byte[] text = (index + " " + exchange.require(Features.REQUEST).headers().all("Cookie"))
                .getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE_BODY).write(text, 0, text.length);
    }

    private TestRequest get() {
        return connector.get("/shop/page");
    }

    private static String worker(TestResponse response) {
        return response.text().substring(0, 1);
    }

    private static @Nullable String cookie(TestResponse response) {
        String field = response.header("Set-Cookie");
        return field == null ? null : field.substring(field.indexOf('=') + 1, field.indexOf(';'));
    }

    @Test
    void new_clients_are_spread_and_come_back_to_their_worker() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            TestResponse first = get().send();
            String value = cookie(first);
            assertTrue(value != null);
            seen.add(worker(first));
            TestResponse second = get().cookie("LANNERWORKER", value).send();
            assertEquals(worker(first), worker(second));
            assertNull(second.header("Set-Cookie"), "it has the cookie");
        }

        assertEquals(Set.of("0", "1"), seen);
    }

    @Test
    void without_a_cookie_the_one_with_fewer_running_requests_serves() {
        String busy = worker(get().send());
        String free = worker(get().send());
        assertNotEquals(busy, free);
        supervisor.ended(running.get(1));

        assertEquals(free, worker(get().send()));
        supervisor.ended(running.get(2));
        assertEquals(free, worker(get().send()));
    }

    @Test
    void the_value_is_the_same_after_a_restart_and_tells_nothing() {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            values.add(String.valueOf(cookie(get().send())));
        }
        Set<String> others = new HashSet<>();
        values.forEach(value -> {
            TestResponse response = new InMemoryConnector(exchange -> {
                Sticky after = new Sticky(SHOP, 2);
                after.read(exchange);
                exchange.require(Features.RESPONSE).headers().set("X-Hint", "" + after.hint(exchange));
            }).get("/shop/").cookie("LANNERWORKER", value).send();
            others.add(String.valueOf(response.header("X-Hint")));
        });

        assertEquals(Set.of("0", "1"), others);
        assertTrue(values.stream().allMatch(value -> value.matches("[A-Za-z0-9_-]{12}")), () -> "" + values);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"http, /shop, LANNERWORKER=#; Path=/shop; HttpOnly; SameSite=Lax",
        "https, /shop, LANNERWORKER=#; Path=/shop; Secure; HttpOnly; SameSite=Lax",
        "http, '', LANNERWORKER=#; Path=/; HttpOnly; SameSite=Lax",
        "http, /a b/ü, LANNERWORKER=#; Path=/a%20b/%C3%BC; HttpOnly; SameSite=Lax"})
    void the_cookie_is_one_of_the_context(String scheme, String path, String expected) {
        Sticky other = new Sticky(new ContextName(path), 2);
        TestResponse response = new InMemoryConnector(exchange -> other.keep(exchange, 1)).get("/x").scheme(scheme)
                .send();

        assertEquals(expected.replace("#", String.valueOf(cookie(response))), response.header("Set-Cookie"));
    }

    @Test
    void a_repeated_request_gets_one_cookie_beside_those_of_others() {
        TestResponse response = new InMemoryConnector(exchange -> {
            exchange.require(Features.RESPONSE).headers().add("Set-Cookie", "a=b");
            sticky.keep(exchange, 0);
            sticky.keep(exchange, 1);
        }).get("/shop/").send();

        assertEquals(2, response.headers().all("Set-Cookie").size());
        assertEquals("a=b", response.headers().all("Set-Cookie").getFirst());
    }

    @Test
    void the_application_does_not_see_the_cookie() {
        String value = String.valueOf(cookie(get().send()));

        assertEquals("[a=1; b=LANNERWORKER]",
                get().header("Cookie", "a=1; LANNERWORKER=" + value + "; b=LANNERWORKER").send().text().substring(2));
        assertEquals("[]", get().header("Cookie", "LANNERWORKER=" + value).send().text().substring(2));
        assertEquals("[c=d]",
                get().header("Cookie", "LANNERWORKER=x").header("Cookie", "c=d").send().text().substring(2));
    }

    @ParameterizedTest
    @CsvSource({"''", "0", "1", "-1", "99999999999999999999", "LANNERWORKER=", "AAAAAAAAAAAA", "%00"})
    void what_a_client_makes_up_is_no_more_than_no_cookie(String value) {
        TestResponse response = get().header("Cookie", "LANNERWORKER=" + value).send();

        assertEquals(200, response.status());
        assertTrue(cookie(response) != null);
    }

    @Test
    void when_its_worker_is_gone_another_one_takes_the_client_over() {
        TestResponse first = get().send();
        String value = String.valueOf(cookie(first));
        int index = Integer.parseInt(worker(first));
        processes.each(process -> {
        });
        processes.get(index).ends(137, "");
        TestResponse second = get().cookie("LANNERWORKER", value).send();

        assertEquals(1 - index, Integer.parseInt(worker(second)));
        String other = String.valueOf(cookie(second));
        assertNotEquals(value, other);
        processes.last().ready();
        assertEquals(worker(second), worker(get().cookie("LANNERWORKER", other).send()), "it stays where it is now");
    }
}
