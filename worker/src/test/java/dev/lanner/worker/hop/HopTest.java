package dev.lanner.worker.hop;

import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.Application;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.features.TlsHandshake;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestCertificate;
import dev.lanner.testkit.TestResponse;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/// Here the front server's connector has no event loops; with them the contract of connectors goes over a hop.
class HopTest {
    private final PairingToken token = PairingToken.random();
    private final Told told = new Told();
    private Path directory;
    private @Nullable Connector worker;

    /// Workers that come one after the other, and what they are told.
    private static final class Told implements Workers {
        private final Deque<HopPool> next = new ArrayDeque<>();
        private final List<String> events = new ArrayList<>();
        private boolean alive;

        @Override
        public HopPool ready(FeatureCollection exchange) {
            events.add("ready");
            return next.size() > 1 ? next.removeFirst() : next.getFirst();
        }

        @Override
        public boolean lost(HopPool suspected) {
            events.add("lost");
            return !alive;
        }

        @Override
        public void refused(HopPool pool) {
            events.add("refused");
        }

        @Override
        public void ended(HopPool pool) {
            events.add("ended");
        }
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
    }

    @AfterEach
    void end() throws IOException {
        told.next.forEach(HopPool::close);
        if (worker != null) {
            worker.stop(Duration.ofSeconds(1));
        }
        Files.delete(directory);
    }

    @Test
    void where_nobody_listens_the_process_is_given_up_and_the_request_goes_to_the_next_one() throws Exception {
        told.next.add(new HopPool(directory.resolve("gone.sock"), token));
        start(HopTest::method);

        assertEquals("POST", front().post("/").send().text());
        assertEquals(List.of("ready", "refused", "ended", "ready", "ended"), told.events);
    }

    @Test
    void a_process_that_ends_and_has_closed_its_socket_is_gone_though_it_lives() throws Exception {
        told.alive = true;
        Path socket = directory.resolve("ending.sock");
        told.next.add(new HopPool(socket, token));
        start(HopTest::method);
        CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> endUnder(socket, ""));
        Eventually.until("it listens", () -> Files.exists(socket));

        assertEquals("GET", front().get("/").send().text());
        ending.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("ready", "lost", "refused", "ended", "ready", "ended"), told.events);
    }

    /// A request that kills its process must not kill all of them.
    @Test
    void a_request_is_sent_to_two_processes_at_most() throws Exception {
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Path socket = directory.resolve(i + ".sock");
            told.next.add(new HopPool(socket, token));
            ending.add(CompletableFuture.runAsync(() -> endUnder(socket, ""), Thread::startVirtualThread));
            Eventually.until("it listens", () -> Files.exists(socket));
        }
        start(HopTest::method);

        assertEquals(502, front().get("/").send().status());
        for (CompletableFuture<Void> each : ending) {
            each.get(10, TimeUnit.SECONDS);
        }
        assertEquals(List.of("ready", "lost", "ended", "ready", "lost", "ended"), told.events);
    }

    @Test
    void a_request_of_which_the_client_has_heard_is_not_sent_again() throws Exception {
        Path socket = directory.resolve("hints.sock");
        told.next.add(new HopPool(socket, token));
        CompletableFuture<Void> ending = CompletableFuture
                .runAsync(() -> endUnder(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"));
        Eventually.until("it listens", () -> Files.exists(socket));
        start(HopTest::method);

        assertEquals(502, front().get("/").send().status());
        ending.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("ready", "lost", "ended"), told.events);
    }

    /// Takes a connection, and closes first the socket and then, without more than this of an answer, the connection.
    private static void endUnder(Path socket, String interim) {
        try {
            SocketChannel connection;
            try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listener.bind(UnixDomainSocketAddress.of(socket));
                connection = listener.accept();
                connection.read(ByteBuffer.allocate(1));
                connection.write(ByteBuffer.wrap(interim.getBytes(StandardCharsets.US_ASCII)));
            }
            Files.delete(socket);
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void where_no_process_listens_the_answer_names_the_reason() throws Exception {
        told.next.add(new HopPool(directory.resolve("gone.sock"), token));

        assertEquals(502, front().get("/").send().status());
        assertEquals(List.of("ready", "refused", "ended", "ready", "refused", "ended", "ready", "refused", "ended"),
                told.events);
    }

    @Test
    void a_request_has_the_name_that_it_has_at_the_front_server() throws Exception {
        start(exchange -> {
            RequestFeature request = exchange.require(Features.REQUEST);
            text(exchange, request.target().authority() + "|" + request.headers().all("Host"));
        });

        assertEquals("a.example|[a.example]", front().get("/").host("a.example").send().text());
        assertEquals("|[]", front().get("/").host("").send().text());
        assertEquals("b.example|[a.example]",
                front().get("/").host("b.example").header("Host", "a.example").send().text());
    }

    @Test
    void who_is_logged_in_at_the_front_server_has_its_roles_in_the_worker() throws Exception {
        start(exchange -> {
            AuthenticationFeature login = exchange.require(Features.AUTHENTICATION);
            text(exchange, login.principal().getName() + " " + login.scheme() + " " + login.inRole("ed,it") + " "
                    + login.inRole("root"));
        });

        assertEquals("ann x true false",
                front().get("/").with(Features.AUTHENTICATION, new Login()).send().text());
    }

    @Test
    void the_clients_encryption_and_certificate_are_those_of_the_front_server() throws Exception {
        TestCertificate made = TestCertificate.localhost();
        KeyStore store = made.store();
        X509Certificate own = (X509Certificate) store.getCertificate(store.aliases().nextElement());
        TlsHandshake handshake = new TlsHandshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, "", "a.example", null);
        start(exchange -> {
            TlsFeature tls = exchange.require(Features.TLS);
            text(exchange,
                    exchange.require(Features.REQUEST).target().scheme() + " " + tls.handshake().equals(handshake)
                            + " " + tls.peerCertificates().equals(List.of(own)));
        });

        assertEquals("https true true",
                front().get("/").scheme("https").with(Features.TLS, new Tls(handshake, List.of(own))).send().text());
    }

    private record Tls(TlsHandshake handshake, List<X509Certificate> peerCertificates) implements TlsFeature {
    }

    @Test
    void the_fields_of_the_hop_pass_neither_way() throws Exception {
        start(exchange -> {
            exchange.require(Features.RESPONSE).headers().set("Lanner-Hop-Secret", "x");
            exchange.require(Features.RESPONSE_TRAILERS).trailers(() -> Map.of("Lanner-Hop-Tail", "x", "Tail", "y"));
            text(exchange, String.valueOf(exchange.require(Features.REQUEST).headers().first("Lanner-Hop-Limit")));
        });

        TestResponse response = front().get("/").header("Lanner-Hop-Limit", "7").send();
        assertEquals("null", response.text());
        assertNull(response.header("Lanner-Hop-Secret"));
    }

    @Test
    void why_a_worker_refuses_a_request_is_known_to_the_front_server() throws Exception {
        start(exchange -> {
            if (exchange.require(Features.REQUEST).target().path().equals("/thrown")) {
                throw new RequestRejectedException(422, "too-odd", "no");
            }
            exchange.set(Features.BAD_REQUEST, () -> "not-now");
            exchange.require(Features.RESPONSE).status(503);
        });

        List<String> reasons = new ArrayList<>();
        InMemoryConnector front = new InMemoryConnector(exchange -> {
            new Hop("/", told, HopRules.of(Duration.ofMinutes(1), -1)).handle(exchange);
            reasons.add(exchange.require(Features.BAD_REQUEST).reason());
        });
        assertEquals(503, front.get("/").send().status());
        assertEquals(422, front.get("/thrown").send().status());
        assertEquals(List.of("not-now", "too-odd"), reasons);
    }

    @Test
    void header_fields_arrive_as_they_are() throws Exception {
        start(exchange -> {
            String name = String.valueOf(exchange.require(Features.REQUEST).headers().first("Name"));
            exchange.require(Features.RESPONSE).headers().set("Name", name);
            text(exchange, name);
        });

        TestResponse response = front().get("/").header("Name", "J\u00fcrgen \u00a7").send();
        assertEquals("J\u00fcrgen \u00a7", response.text());
        assertEquals("J\u00fcrgen \u00a7", response.header("Name"));
    }

    private record Login() implements AuthenticationFeature {
        @Override
        public Principal principal() {
            return () -> "ann";
        }

        @Override
        public String scheme() {
            return "x";
        }

        @Override
        public boolean inRole(String role) {
            return roles().contains(role);
        }

        @Override
        public Set<String> roles() {
            return Set.of("ed,it", "read");
        }
    }

    private InMemoryConnector front() {
        return new InMemoryConnector(new Hop("/", told, HopRules.of(Duration.ofMinutes(1), -1)));
    }

    private void start(Application application) throws IOException {
        Path socket = directory.resolve("w.sock");
        ConnectorContext inside = new ConnectorContext(new PairedApplication(application, token,
                System.getProperty("user.name"), () -> ""), WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        worker = new UnixConnectorFactory().create(new EndpointConfig("worker",
                EndpointUrl.parse("http://unix:" + socket), inside.settings(), "test"), inside);
        worker.start();
        told.next.add(new HopPool(socket, token));
    }

    private static void method(FeatureCollection exchange) throws IOException {
        text(exchange, exchange.require(Features.REQUEST).method());
    }

    private static void text(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE).headers().set("Content-Type", "text/plain;charset=utf-8");
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }
}
