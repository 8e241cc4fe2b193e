package dev.lanner.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Where the jars of a TCK are looked for, and what is said when they are not there.
class TckJarsTest {
    private static final TckJars TCK = new TckJars("the Bird TCK", "1.2", "https://birds.example/",
            List.of("org.birds:bird-tck", "org.birds:bird-tck-util"));

    @TempDir Path directory;

    private Path jar(String name) throws IOException {
        Path jar = directory.resolve(name);
        Files.createDirectories(jar.getParent());
        return Files.createFile(jar);
    }

    @Test
    void theLocalRepositoryHoldsThemByTheirCoordinates() throws IOException {
        Path first = jar("org/birds/bird-tck/1.2/bird-tck-1.2.jar");
        Path second = jar("org/birds/bird-tck-util/1.2/bird-tck-util-1.2.jar");

        assertEquals(List.of(first, second), TCK.find(null, directory));
    }

    @Test
    void anUnpackedTckHoldsThemAnywhere() throws IOException {
        Path second = jar("artifacts/bird-tck-util-1.2.jar");
        Path first = jar("artifacts/more/bird-tck-1.2.jar");
        jar("artifacts/bird-tck-1.1.jar");

        assertEquals(List.of(first, second), TCK.find(directory, Path.of("no/repository")));
    }

    @Test
    void whatIsMissingIsSaidWithTheWaysToGetIt() throws IOException {
        jar("org/birds/bird-tck/1.2/bird-tck-1.2.jar");

        assertEquals("LNR-8020: the Bird TCK 1.2 is not here: bird-tck-util-1.2.jar is missing in the local Maven "
                + "repository " + directory + ". Get it from https://birds.example/, unpack it and say "
                + "-Dtck.dir=FOLDER, or install its jars into the repository as org.birds:bird-tck, "
                + "org.birds:bird-tck-util:1.2.",
                assertThrows(IllegalStateException.class, () -> TCK.find(null, directory)).getMessage());
        Path nothing = directory.resolve("nothing");
        assertEquals("below -Dtck.dir=" + nothing, assertThrows(IllegalStateException.class,
                () -> TCK.find(nothing, directory)).getMessage().replaceAll(".* is missing (.*?)\\. Get it.*", "$1"));
    }
}
