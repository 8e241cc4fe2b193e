package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.worker.process.WorkerLaunch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerLaunchesTest {

    @Test
    void leadsToTheSameConfiguration() {
        WorkerLaunch launch = WorkerLaunches.of(new ConfigurationSource(Path.of("/base"), Path.of("/etc/lanner.yaml"),
                "http://*:80", List.of("jmx=true", "a.b=c d"), Map.of(), "test"), Path.of("/base"));

        assertEquals(List.of("--config", "/etc/lanner.yaml", "--profile", "test", "--set", "jmx=true", "--set",
                "a.b=c d"), launch.arguments());
        assertEquals(Path.of("/base"), launch.base());
        assertEquals(Path.of(System.getProperty("java.home")), launch.javaHome());
    }

    @Test
    void sayNothingThatWasNotSaid() {
        assertEquals(List.of(), WorkerLaunches.of(
                new ConfigurationSource(Path.of("/base"), null, null, List.of(), Map.of()), Path.of("/base"))
                .arguments());
    }

    @Test
    void handOnTheVariablesOfTheConfigurationAlone() {
        Map<String, String> environment = Map.of("LANNER_PROFILE", "test", "LANNER_LIMITS_BACKLOG", "7", "LANNER_URLS",
                "http://*:80", "LANNER_HTTP_PORTS", "80", "LANNER_WORKER_SOCKET", "/s", "LANNER_BACKGROUND", "1",
                "HOME", "/root", "SECRET", "x");

        assertEquals(Map.of("LANNER_PROFILE", "test", "LANNER_LIMITS_BACKLOG", "7"), WorkerLaunches.of(
                new ConfigurationSource(Path.of("/base"), null, null, List.of(), environment), Path.of("/base"))
                .environment());
    }

    @Test
    void theProgramIsThatOfThisProcess() {
        List<String> program = WorkerLaunches.of(
                new ConfigurationSource(Path.of("/base"), null, null, List.of(), Map.of()), Path.of("/base")).program();

        assertTrue(List.of("-cp", "-jar").contains(program.getFirst()), program.toString());
        assertTrue(Path.of(program.get(1)).isAbsolute(), program.get(1));
    }

    @ParameterizedTest
    @CsvSource({"-Duser.timezone=UTC, true", "--add-opens=java.base/java.util=ALL-UNNAMED, true", "-ea, true",
        "--enable-native-access=ALL-UNNAMED, true", "-Dlanner.home=/opt/lanner, false",
        "-Dcom.sun.management.jmxremote.port=9010, false", "-Xmx4g, false", "-XX:+UseZGC, false",
        "-agentlib:jdwp=transport=dt_socket, false", "-javaagent:apm.jar, false", "-Xlog:gc:file=gc.log, false"})
    void handOnWhatTheApplicationSees(String option, boolean handedOn) {
        assertEquals(handedOn, WorkerLaunches.isHandedOn(option));
    }
}
