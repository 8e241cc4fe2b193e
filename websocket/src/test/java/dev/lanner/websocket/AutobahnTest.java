package dev.lanner.websocket;

import dev.lanner.websocket.connection.EchoServer;
import dev.lanner.websocket.protocol.ConnectionLimits;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The fuzzing client of the Autobahn Testsuite, where the profile `autobahn` has put it on the class path. The report is in
/// `target/autobahntestsuite-reports`.
class AutobahnTest {
    private static final String SUITE = "me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite";
    private static final ConnectionLimits LARGE = new ConnectionLimits(20 << 20, 20 << 20, 64 << 20,
            Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO);
    /// All but group 9, which measures.
    private static final String CASES = "1.*,2.*,3.*,4.*,5.*,6.*,7.*,10.*";
    private static final Set<String> GOOD = Set.of("OK", "INFORMATIONAL");

    @Test
    void allCasesAreOkOrWithoutVerdict() throws Exception {
        Method run = suite();
        assumeTrue(run != null, "the profile autobahn is off");
        List<String> bad = new ArrayList<>();
        try (EchoServer server = EchoServer.plain(LARGE)) {
            Map<String, Object> options = new HashMap<>(Map.of("version", 18));
            List<String> cases = List.of(System.getProperty("autobahn.cases", CASES).split(","));
            List<?> results = (List<?>) run.invoke(null, "lanner",
                    "ws://127.0.0.1:" + server.address().getPort() + "/echo", options, cases, List.of());
            assertFalse(results.isEmpty());
            for (Object result : results) {
                String behavior = call(result, "behavior");
                String close = call(result, "behaviorClose");
                if (!GOOD.contains(behavior) || !GOOD.contains(close)) {
                    bad.add(call(result, "caseName") + " " + behavior + " " + close);
                }
            }
        }
        assertEquals(List.of(), bad);
    }

    private static Method suite() throws NoSuchMethodException {
        try {
            return Class.forName(SUITE).getMethod("runFuzzingClient", String.class, String.class, Map.class, List.class,
                    List.class);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static String call(Object result, String name) throws Exception {
        return String.valueOf(result.getClass().getMethod(name).invoke(result));
    }
}
