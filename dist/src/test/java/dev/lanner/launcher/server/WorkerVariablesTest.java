package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextName;
import dev.lanner.worker.process.WorkerLaunch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerVariablesTest {
    private static final Map<String, String> ALL = Map.of(WorkerLaunch.SOCKET, "/run/shop/s-1", WorkerLaunch.PEER,
            "lanner", WorkerLaunch.CONTEXT, "shop.example.com/a=b##2", WorkerLaunch.FRONT, "/srv/lanner");

    @Test
    void sayWhereItListensForWhomAndWhat() throws Exception {
        WorkerVariables variables = WorkerVariables.of(ALL);

        assertEquals("http://unix:/run/shop/s-1", variables.socket().toString());
        assertEquals("lanner", variables.peer());
        assertEquals(new ContextName("shop.example.com", "/a=b", "2"), variables.context());
        assertEquals(Path.of("/srv/lanner"), variables.front());
    }

    @ParameterizedTest
    @CsvSource({"LANNER_WORKER_SOCKET, s-1, no absolute path", "LANNER_WORKER_SOCKET, '', it is missing",
        "LANNER_WORKER_PEER, ' ', it is missing", "LANNER_WORKER_CONTEXT, a//b, LNR-4040",
        "LANNER_WORKER_FRONT, base, no absolute path"})
    void whatIsWrongIsNamed(String name, String value, String fault) {
        Map<String, String> environment = new HashMap<>(ALL);
        environment.put(name, value);

        LauncherException e = assertThrows(LauncherException.class, () -> WorkerVariables.of(environment));

        assertEquals(ExitCode.USAGE, e.exitCode());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("LNR-5700: the environment variable " + name) && message.contains(fault),
                message);
        assertTrue(message.contains("unset LANNER_WORKER_SOCKET"), message);
    }

    @Test
    void aWorkerHasOneApplication() throws Exception {
        assertEquals(Path.of("/a=b.war"), WorkerVariables.application(List.of("/a=b.war")));
        for (List<String> arguments : List.of(List.<String>of(), List.of("/a.war", "/b.war"), List.of("a.war"))) {
            assertThrows(LauncherException.class, () -> WorkerVariables.application(arguments));
        }
    }

    @Test
    void whereTheServerListensIsNotForIt() {
        assertEquals(Map.of("LANNER_PROFILE", "test"), WorkerVariables.withoutEndpoints(
                Map.of("LANNER_PROFILE", "test", "LANNER_URLS", "http://*:80", "LANNER_HTTP_PORTS", "80")));
    }
}
