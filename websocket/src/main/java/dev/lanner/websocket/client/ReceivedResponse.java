package dev.lanner.websocket.client;

import dev.lanner.spi.message.Fields;
import jakarta.websocket.HandshakeResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A server's answer, as a configurator sees it.
final class ReceivedResponse implements HandshakeResponse {
    private final Map<String, List<String>> headers;

    private ReceivedResponse(Map<String, List<String>> headers) {
        this.headers = headers;
    }

    static ReceivedResponse of(Fields fields) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((name, value) -> all.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
        all.replaceAll((name, values) -> List.copyOf(values));
        return new ReceivedResponse(Collections.unmodifiableMap(all));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }
}
