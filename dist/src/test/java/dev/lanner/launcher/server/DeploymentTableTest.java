package dev.lanner.launcher.server;

import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeploymentTableTest {

    /// One that has failed, or is offline since the start, may be one for workers that has none.
    @ParameterizedTest
    @CsvSource({"RUNNING, true", "FAILED, false", "OFFLINE, false", "STARTING, false"})
    void whereItRunsIsSaidOfWhatRuns(Deployment.State state, boolean said) {
        Deployment deployment = new Deployment(new ContextName("/shop"), state, null, Path.of("/shop.war"),
                Instant.EPOCH);

        String json = new DeploymentTable(List.of(deployment), List.of(), List.of()).json();

        assertEquals(said, json.contains("\"hosting\": \"in-process\""), json);
        assertEquals(said, json.contains("hosting"), json);
    }
}
