package dev.lanner.worker.process;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClassArchiveTest {
    private static final Path OWN = Path.of("/base/workers/shop/0a");

    @Test
    void liesInTheDirectoryOfOneProcess() {
        assertEquals(List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=/base/workers/shop/0a/classes.jsa",
                "-Xlog:cds=off"),
                ClassArchive.options(new WorkerSpec.Jvm(null, List.of("-XX:+UseZGC", "-Da=b"), 0), OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=/own.jsa", "-XX:AOTCache=app.aot",
            "-XX:AOTCacheOutput=app.aot", "-XX:-AutoCreateSharedArchive", "-javaagent:apm.jar",
            "-agentlib:jdwp=transport=dt_socket", "--patch-module=java.base=x.jar", "--limit-modules=java.base", "@options"})
    void isLeftOutWhereTheOwnersOptionsDoNotGoTogetherWithIt(String option) {
        assertEquals(List.of(), ClassArchive.options(new WorkerSpec.Jvm(null, List.of(option), 0), OWN));
    }

    @Test
    void isLeftOutForAnotherJdk() {
        assertEquals(List.of(), ClassArchive.options(new WorkerSpec.Jvm(Path.of("/opt/jdk"), List.of(), 0), OWN));
    }
}
