package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClassArchiveTest {
    private static final Path OWN = Path.of("/base/workers/shop/0a");
    private static final List<String> JAR = List.of("-jar", "/home/lib/lanner.jar");

    @Test
    void liesInTheDirectoryOfOneProcess() {
        assertEquals(List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=/base/workers/shop/0a/classes.jsa",
                "-Xlog:cds=off"),
                ClassArchive.options(new WorkerSpec.Jvm(null, List.of("-XX:+UseZGC", "-Da=b"), 0), JAR, OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=/own.jsa", "-XX:AOTCache=app.aot",
        "-XX:AOTCacheOutput=app.aot", "-XX:-AutoCreateSharedArchive", "-javaagent:apm.jar",
        "-agentlib:jdwp=transport=dt_socket", "--patch-module=java.base=x.jar", "--limit-modules=java.base",
        "@options"})
    void isLeftOutWhereTheOwnersOptionsDoNotGoTogetherWithIt(String option) {
        assertEquals(List.of(), ClassArchive.options(new WorkerSpec.Jvm(null, List.of(option), 0), JAR, OWN));
    }

    @Test
    void isLeftOutWhereTheClassesMayLieInDirectories() {
        assertEquals(List.of(), ClassArchive.options(new WorkerSpec.Jvm(null, List.of(), 0),
                List.of("-cp", "/home/classes", "dev.lanner.launcher.Main"), OWN));
    }

    @Test
    void theFirstOneIsCopiedForOthers(@TempDir Path workers) throws IOException {
        Path first = Files.createDirectories(workers.resolve("a/0a"));
        Path second = Files.createDirectories(workers.resolve("b/0a"));
        ClassArchive.seed(workers, second);
        ClassArchive.publish(first, workers);
        assertEquals(List.of(), names(second), "there is none yet");

        Files.writeString(first.resolve("classes.jsa"), "one");
        ClassArchive.publish(first, workers);
        ClassArchive.seed(workers, second);
        assertEquals("one", Files.readString(second.resolve("classes.jsa")));

        Files.writeString(first.resolve("classes.jsa"), "two");
        Files.setLastModifiedTime(first.resolve("classes.jsa"), FileTime.from(Instant.now().plusSeconds(60)));
        ClassArchive.publish(first, workers);
        ClassArchive.publish(second, workers);
        ClassArchive.seed(workers, second);
        assertEquals("one", Files.readString(second.resolve("classes.jsa")), "it has one of its own");
        assertEquals("two", Files.readString(workers.resolve(".classes.jsa")), "the older one does not take its place");
        assertEquals(List.of(".classes.jsa", "a", "b"), names(workers));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isLeftOutForAnotherJdk() {
        assertEquals(List.of(), ClassArchive.options(new WorkerSpec.Jvm(Path.of("/opt/jdk"), List.of(), 0), JAR, OWN));
    }
}
