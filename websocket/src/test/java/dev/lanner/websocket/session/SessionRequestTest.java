package dev.lanner.websocket.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// What is kept of the request that opened a session.
class SessionRequestTest {

    @Test
    void pathParametersKeepTheOrderOfThePath() {
        Map<String, String> path = new LinkedHashMap<>();
        List<String> names = List.of("zulu", "alpha", "mike", "bravo", "yankee", "charlie");
        names.forEach(name -> path.put(name, name));
        SessionRequest request = new SessionRequest("ws://a/b?c=d?e", path, null, false);
        assertEquals(names, new ArrayList<>(request.pathParameters().keySet()));
        assertEquals("c=d?e", request.query());
    }
}
