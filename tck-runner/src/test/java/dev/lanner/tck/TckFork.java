package dev.lanner.tck;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of a JVM that runs a part of a TCK's classes, one after the other, with one server for all of them.
final class TckFork {
    private TckFork() {
    }

    /// @param arguments the file with the names of the classes, and the file for the results
    public static void main(String[] arguments) throws Exception {
        List<String> classes = Files.readAllLines(Path.of(arguments[0]));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList()).build();
        try (PrintStream results = new PrintStream(Files.newOutputStream(Path.of(arguments[1])), true,
                StandardCharsets.UTF_8)) {
            LauncherFactory.create().execute(request, new ResultListener(results));
        }
        // threads that tests left behind don't count
        Runtime.getRuntime().exit(0);
    }
}
