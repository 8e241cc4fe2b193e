package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.MalformedEndpointUrlException;
import dev.lanner.worker.process.WorkerLaunch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the environment tells a worker. Where there is no [WorkerLaunch#SOCKET], the process is an ordinary server.
///
/// @param socket the URL of the only endpoint
/// @param peer the name of the user that the front server runs as
/// @param context what it serves
/// @param front the base directory of the front server, whose `conf` and `lib` hold
public record WorkerVariables(EndpointUrl socket, String peer, ContextName context, Path front) {

    /// Reads them.
    ///
    /// @throws LauncherException naming the variable that is missing or malformed
    public static WorkerVariables of(Map<String, String> environment) throws LauncherException {
        String socket = value(environment, WorkerLaunch.SOCKET);
        try {
            return new WorkerVariables(EndpointUrl.parse("http://unix:" + absolute(WorkerLaunch.SOCKET, socket)),
                    value(environment, WorkerLaunch.PEER), ContextName.ofPath(value(environment, WorkerLaunch.CONTEXT)),
                    absolute(WorkerLaunch.FRONT, value(environment, WorkerLaunch.FRONT)));
        } catch (DeploymentException e) {
            throw malformed(WorkerLaunch.CONTEXT, String.valueOf(e.getMessage()));
        } catch (MalformedEndpointUrlException e) {
            throw malformed(WorkerLaunch.SOCKET, String.valueOf(e.getMessage()));
        }
    }

    private static String value(Map<String, String> environment, String name) throws LauncherException {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw malformed(name, "it is missing");
        }
        return value;
    }

    private static Path absolute(String name, String value) throws LauncherException {
        try {
            Path path = Path.of(value);
            if (!path.isAbsolute()) {
                throw malformed(name, "it is no absolute path: " + value);
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw malformed(name, "it is no path: " + e.getReason());
        }
    }

    private static LauncherException malformed(String name, String fault) {
        return usage("LNR-5700", "the environment variable " + name + ": " + fault);
    }

    /// A fault of how a worker was started.
    static LauncherException usage(String id, String fault) {
        return new LauncherException(ExitCode.USAGE, id + ": " + fault + ". A worker is started by its front server; "
                + "unset " + WorkerLaunch.SOCKET + " to run an ordinary server");
    }

    /// The only argument of a worker: its web application.
    ///
    /// @throws LauncherException when it is not there, or not the only one
    public static Path application(List<String> arguments) throws LauncherException {
        if (arguments.size() != 1) {
            throw usage("LNR-5701", "a worker has one argument, its web application, and here are "
                    + arguments.size());
        }
        return absolute("of the web application", arguments.getFirst());
    }

    /// The environment without what says where a server listens: a worker has its socket alone.
    ///
    /// @return for [dev.lanner.launcher.config.ConfigurationSource]
    public static Map<String, String> withoutEndpoints(Map<String, String> environment) {
        Map<String, String> rest = new HashMap<>(environment);
        rest.remove("LANNER_URLS");
        rest.remove("LANNER_HTTP_PORTS");
        return rest;
    }
}
