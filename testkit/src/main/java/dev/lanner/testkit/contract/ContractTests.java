package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.config.Setting;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Servers and clients of one class of contract tests: one server with the default settings for all of them, others on
/// demand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContractTests {
    static final String HOST = "Host: localhost\r\n";

    private final List<RawClient> clients = new ArrayList<>();
    private final List<ContractServer> servers = new ArrayList<>();
    private @Nullable ContractServer shared;

    abstract ConnectorContract subject();

    /// The class' server with another application.
    ContractServer serve(Application application) {
        ContractServer server = shared;
        if (server == null) {
            server = new ContractServer(subject(), Map.of());
            shared = server;
        }
        server.application(application);
        return server;
    }

    /// A server of its own.
    ContractServer serve(Application application, Map<Setting<?>, Object> settings) {
        ContractServer server = new ContractServer(subject(), settings);
        servers.add(server);
        server.application(application);
        return server;
    }

    RawClient connect(ContractServer server) throws IOException {
        RawClient client = server.connect();
        clients.add(client);
        return client;
    }

    /// A request whose absolute-form target has the connector's scheme; one with the other scheme gets the other.
    String adapted(String request) {
        return subject().scheme().equals("http")
                ? request
                : request.replace(" https://", " \0").replace(" http://", " https://").replace(" HTTP://", " HTTPS://")
                        .replace(" \0", " http://");
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String chunked(String path, String chunks) {
        return "POST " + path + " HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
    }

    @AfterEach
    void closeClientsAndServers() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
        for (ContractServer server : servers) {
            server.close();
            assertNoFailures(server);
        }
        servers.clear();
        if (shared != null) {
            shared.awaitIdle();
            assertNoFailures(shared);
        }
    }

    @AfterAll
    void nothingIsLeft() {
        if (shared != null) {
            shared.close();
        }
        for (String name : subject().leakCounters().keySet()) {
            Eventually.until(name + " is 0", () -> subject().leakCounters().getOrDefault(name, 0L) == 0);
        }
    }

    private static void assertNoFailures(ContractServer server) {
        for (AssertionError failure : server.failures()) {
            throw failure;
        }
    }
}
