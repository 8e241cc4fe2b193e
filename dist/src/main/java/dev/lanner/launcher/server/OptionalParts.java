package dev.lanner.launcher.server;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Parts of the server in directories of their own beside `lanner.jar`, such as `lib/jsp`: each may be removed, and none
/// is opened by a server without web applications. Without a start script everything is on the class path.
final class OptionalParts {
    private static final List<String> NAMES = List.of("jsp");

    private OptionalParts() {
    }

    /// Sees the server, `lib/sessions` and `lib/datasource`, whose pool it uses: what stores of sessions need, which no
    /// application sees. For the life of the process.
    static ClassLoader sessions() {
        return loader(List.of("sessions", "datasource"), "lanner-sessions");
    }

    /// Sees the server and the parts that are there; the server's own loader where there are none. For the life of the
    /// process.
    static ClassLoader loader() {
        return loader(NAMES, "lanner-parts");
    }

    /// Sees the server and `lib/datasource`; asked when the first data source is used. For the life of the process.
    static ClassLoader dataSources() {
        return loader(List.of("datasource"), "lanner-datasource");
    }

    private static ClassLoader loader(List<String> names, String loaderName) {
        ClassLoader server = OptionalParts.class.getClassLoader();
        String home = System.getProperty("lanner.home");
        if (home == null) {
            return server;
        }
        File lib = new File(home, "lib");
        List<URL> jars = new ArrayList<>();
        for (String name : names) {
            String[] files = new File(lib, name).list((directory, file) -> file.endsWith(".jar"));
            if (files != null) {
                Arrays.sort(files);
                for (String file : files) {
                    jars.add(url(new File(new File(lib, name), file)));
                }
            }
        }
        return jars.isEmpty() ? server : new URLClassLoader(loaderName, jars.toArray(URL[]::new), server);
    }

    private static URL url(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(file + " has no URL", e);
        }
    }
}
