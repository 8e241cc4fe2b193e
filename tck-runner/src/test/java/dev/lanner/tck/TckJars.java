package dev.lanner.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the jars of a TCK: in an unpacked TCK, else in the local Maven repository.
///
/// @param tck its name for people
/// @param version such as `6.1.2`
/// @param where to get it, for people
/// @param coordinates `group:artifact` of each jar
record TckJars(String tck, String version, String where, List<String> coordinates) {

    /// The jars, in the order of the coordinates.
    ///
    /// @param unpacked the folder of an unpacked TCK; null to look into the repository
    /// @throws IllegalStateException when one is missing, saying how to get it
    List<Path> find(Path unpacked, Path repository) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String coordinate : coordinates) {
            Optional<Path> jar = unpacked == null ? inRepository(repository, coordinate) : below(unpacked, coordinate);
            jars.add(jar.orElseThrow(() -> new IllegalStateException(missing(coordinate, unpacked, repository))));
        }
        return jars;
    }

    private String jarName(String coordinate) {
        return coordinate.substring(coordinate.indexOf(':') + 1) + "-" + version + ".jar";
    }

    private Optional<Path> inRepository(Path repository, String coordinate) {
        String[] parts = coordinate.split(":");
        Path jar = repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(version)
                .resolve(jarName(coordinate));
        return Optional.of(jar).filter(Files::isRegularFile);
    }

    private Optional<Path> below(Path unpacked, String coordinate) throws IOException {
        if (!Files.isDirectory(unpacked)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(unpacked)) {
            return files.filter(file -> file.endsWith(jarName(coordinate))).filter(Files::isRegularFile).sorted()
                    .findFirst();
        }
    }

    private String missing(String coordinate, Path unpacked, Path repository) {
        return "LNR-8020: " + tck + " " + version + " is not here: " + jarName(coordinate) + " is missing "
                + (unpacked == null ? "in the local Maven repository " + repository : "below -Dtck.dir=" + unpacked)
                + ". Get it from " + where + ", unpack it and say -Dtck.dir=FOLDER, or install its jars into the "
                + "repository as " + String.join(", ", coordinates) + ":" + version + ".";
    }
}
