package dev.lanner.worker.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How `lanner run` is started once more, with the configuration of this server.
///
/// The command line of a worker is `JAVA options (own options, owner's options) program run --base OWN arguments -- WAR`.
/// It gets the variables below, and the token of its front server as the first line of its standard input, which
/// stays open as long as the front server lives.
///
/// @param javaHome the JDK of this server, for contexts that name no other; absolute
/// @param options of the JVM that each worker needs, such as `-Dlanner.home=DIR`
/// @param program what is run: `-jar FILE`, or `-cp PATH CLASS`
/// @param arguments that lead to the same configuration: `--config FILE`, `--profile NAME`, `--set key=value`
/// @param base the base directory of this server; absolute
/// @param environment variables that belong to the configuration, `LANNER_…`; those of workers are not among them
public record WorkerLaunch(Path javaHome, List<String> options, List<String> program, List<String> arguments, Path base,
        Map<String, String> environment) {
    /// The variable that makes a server a worker: the absolute path of the socket that it makes.
    public static final String SOCKET = "LANNER_WORKER_SOCKET";
    /// The variable with the name of the user that the front server runs as.
    public static final String PEER = "LANNER_WORKER_PEER";
    /// The variable with the name of the context, as `ContextName.toString()` writes it.
    public static final String CONTEXT = "LANNER_WORKER_CONTEXT";
    /// The variable with the base directory of the front server, whose configuration holds; absolute.
    public static final String FRONT = "LANNER_WORKER_FRONT";
    /// What the names of these variables begin with; no owner may set one.
    public static final String RESERVED = "LANNER_WORKER_";

    /// Keeps copies.
    public WorkerLaunch {
        options = List.copyOf(options);
        program = List.copyOf(program);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
