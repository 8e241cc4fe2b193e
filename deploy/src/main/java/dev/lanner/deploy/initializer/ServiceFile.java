package dev.lanner.deploy.initializer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads a provider configuration file, as [java.util.ServiceLoader] does. Pure.
public final class ServiceFile {
    /// Where initializers are named.
    public static final String INITIALIZERS = "META-INF/services/jakarta.servlet.ServletContainerInitializer";

    private ServiceFile() {
    }

    /// The class names, each once, in order.
    ///
    /// @throws IOException when it can't be read
    public static List<String> read(InputStream content) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new ArrayList<>(names);
    }
}
