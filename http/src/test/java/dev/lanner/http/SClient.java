package dev.lanner.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `openssl s_client`, which sends a request and whatever certificate it is told to.
///
/// @param said all that it has written: certificates, alerts, the answer
record SClient(String said) {

    /// @param name that is asked for, in the handshake and by the request; empty for none
    static SClient connect(TlsEndpoint endpoint, String name, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("s_client", "-connect", "127.0.0.1:" + endpoint.port(), "-brief", "-ign_eof"));
        arguments.addAll(name.isEmpty() ? List.of("-noservername") : List.of("-servername", name));
        arguments.addAll(options);
        String request = "GET / HTTP/1.1\r\nHost: " + (name.isEmpty() ? "localhost" : name)
                + "\r\nConnection: close\r\n\r\n";
        return new SClient(TestAuthority.run(request, arguments.toArray(String[]::new)));
    }

    /// The answer's body, or `alert` and its number, or `closed`.
    String outcome() {
        int answer = said.indexOf("TLSv1.", said.indexOf("\r\n\r\n"));
        if (said.contains("HTTP/1.1 200") && answer > 0) {
            return said.substring(answer, said.indexOf(']', answer) + 1);
        }
        int alert = said.indexOf("SSL alert number ");
        return alert < 0 ? "closed" : "alert " + said.substring(alert + 17).lines().findFirst().orElse("");
    }

    /// The subject of the certificate that the server has shown.
    String shown() {
        int at = said.indexOf("Peer certificate: ");
        return at < 0 ? "" : said.substring(at + 18, said.indexOf('\n', at));
    }
}
