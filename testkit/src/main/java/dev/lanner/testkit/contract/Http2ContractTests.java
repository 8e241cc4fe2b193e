package dev.lanner.testkit.contract;

import dev.lanner.testkit.Http2Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// Contract tests with clients of HTTP/2.
abstract class Http2ContractTests extends ContractTests {
    private final List<Http2Client> clients = new ArrayList<>();

    Http2Client connect2(ContractServer server) throws IOException {
        Http2Client client = Http2Client.over(subject().connectHttp2(server.address()), subject().scheme());
        clients.add(client);
        return client;
    }

    @AfterEach
    void closeHttp2Clients() throws IOException {
        for (Http2Client client : clients) {
            client.close();
        }
        clients.clear();
    }
}
