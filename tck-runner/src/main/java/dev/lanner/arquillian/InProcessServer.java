package dev.lanner.arquillian;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.Server;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/// A server in the JVM of the tests. The environment's variables do not count.
final class InProcessServer extends LannerServer {
    private final Server server;

    private InProcessServer(Path base, Server server) {
        super(base);
        this.server = server;
    }

    static InProcessServer start(LannerConfiguration configuration, Path base) throws LifecycleException {
        try {
            Configuration read = ConfigurationReader.read(new ConfigurationSource(base, configuration.config(),
                    configuration.urls(), configuration.settings(), Map.of()));
            Server server = new Server(read, BaseDirectory.take(base),
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), () -> {
                    });
            server.start(List.of());
            return new InProcessServer(base, server);
        } catch (ConfigurationException | LauncherException e) {
            throw new LifecycleException("LNR-8005: the server does not start: " + e.getMessage(), e);
        }
    }

    @Override
    void stop() {
        server.stop();
    }
}
