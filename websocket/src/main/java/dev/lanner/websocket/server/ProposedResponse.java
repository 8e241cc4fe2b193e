package dev.lanner.websocket.server;

import jakarta.websocket.HandshakeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The answer to a handshake, which a configurator may add to.
final class ProposedResponse implements HandshakeResponse {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    void put(String name, String value) {
        headers.put(name, new ArrayList<>(List.of(value)));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }
}
