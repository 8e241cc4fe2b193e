package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.worker.process.WorkerLaunch;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How this server starts itself once more, as a worker. Stateless.
final class WorkerLaunches {
    private static final String OURS = "LANNER_";
    private static final String HOME = "lanner.home";
    /// Whose package sees this one.
    private static final String MAIN = "dev.lanner.launcher.Main";
    /// What says where a server listens or how it was started.
    private static final Set<String> NOT_HANDED_ON = Set.of("LANNER_URLS", "LANNER_HTTP_PORTS", "LANNER_BACKGROUND",
            "LANNER_HOME", "LANNER_JAVA_HOME");
    /// Options of this JVM that mean what an application sees. Its heap, its collector, its agents and its files are its
    /// own.
    private static final List<String> OPTIONS = List.of("--add-opens", "--add-exports", "--add-reads", "--add-modules",
            "--enable-native-access", "--enable-preview", "-ea", "-enableassertions", "-esa", "-D");
    private static final List<String> OWN_PROPERTIES = List.of("-D" + HOME + "=", "-Dcom.sun.management.",
            "-Djava.rmi.", "-Djdk.attach.");

    private WorkerLaunches() {
    }

    /// From what this process was started with.
    ///
    /// @param source where its configuration was read from
    /// @param base its base directory, absolute
    static WorkerLaunch of(ConfigurationSource source, Path base) {
        return new WorkerLaunch(Path.of(System.getProperty("java.home")), options(), program(), arguments(source), base,
                environment(source.environment()));
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>();
        String home = System.getProperty(HOME);
        if (home != null) {
            options.add("-D" + HOME + "=" + Path.of(home).toAbsolutePath().normalize());
        }
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (isHandedOn(option)) {
                options.add(option);
            }
        }
        return options;
    }

    static boolean isHandedOn(String option) {
        return OPTIONS.stream().anyMatch(option::startsWith) && OWN_PROPERTIES.stream().noneMatch(option::startsWith);
    }

    private static List<String> program() {
        String path = System.getProperty("java.class.path");
        if (path.endsWith(".jar") && !path.contains(File.pathSeparator)) {
            return List.of("-jar", absolute(path));
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split(File.pathSeparator, -1)) {
            parts.add(absolute(part));
        }
        return List.of("-cp", String.join(File.pathSeparator, parts), MAIN);
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }

    private static List<String> arguments(ConfigurationSource source) {
        List<String> arguments = new ArrayList<>();
        Path file = source.file();
        if (file != null) {
            arguments.addAll(List.of("--config", file.toAbsolutePath().toString()));
        }
        String profile = source.profile();
        if (profile != null) {
            arguments.addAll(List.of("--profile", profile));
        }
        for (String set : source.sets()) {
            arguments.addAll(List.of("--set", set));
        }
        return arguments;
    }

    private static Map<String, String> environment(Map<String, String> all) {
        Map<String, String> ours = new HashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(OURS) && !name.startsWith(WorkerLaunch.RESERVED) && !NOT_HANDED_ON.contains(name)) {
                ours.put(name, value);
            }
        });
        return ours;
    }
}
