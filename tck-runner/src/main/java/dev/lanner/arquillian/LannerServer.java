package dev.lanner.arquillian;

import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/// A server that runs, asked over its control socket wherever it runs.
abstract sealed class LannerServer permits InProcessServer, ProcessServer {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ControlClient control;

    LannerServer(Path base) {
        control = new ControlClient(base.resolve("run"));
    }

    /// Asks the server.
    ///
    /// @throws ControlException when it refuses, with its reason, or does not run any more
    final String ask(ControlRequest request) throws ControlException {
        String answer = control.ask(request, LONGEST);
        if (answer == null) {
            throw new ControlException("LNR-8004: the server does not run any more");
        }
        return answer;
    }

    /// Ends the server and waits for its end.
    abstract void stop() throws LifecycleException;
}
