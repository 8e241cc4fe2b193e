package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipFile;

/// Hosts applications without processes: each answers with the text of `version.txt` in its WAR. What happens is written
/// down as `host one`, `start one`, `close one`.
final class FakeHost implements ApplicationHost {
    final List<String> events = new CopyOnWriteArrayList<>();
    /// Versions that were told to say goodbye.
    final Set<String> goodbyes = ConcurrentHashMap.newKeySet();
    /// Versions that can't be started.
    final Set<String> broken = ConcurrentHashMap.newKeySet();
    /// Requests of `/…/slow` say here that they are inside.
    final Semaphore inside = new Semaphore(0);
    /// And wait here.
    final Semaphore goOn = new Semaphore(0);
    /// What each does before it is closed.
    volatile Runnable closing = () -> {
    };
    /// What each does before it is started.
    volatile Runnable starting = () -> {
    };

    @Override
    public HostedApplication host(Path source, ContextName context, ContextConfig config)
            throws DeploymentException {
        String version = version(source);
        if (version.equals("refused")) {
            throw new DeploymentException("LNR-7999 " + source + ": refused");
        }
        events.add("host " + version);
        return new Hosted(version);
    }

    private static String version(Path source) throws DeploymentException {
        try {
            if (Files.isDirectory(source)) {
                return Files.readString(source.resolve("version.txt"));
            }
            try (ZipFile zip = new ZipFile(source.toFile())) {
                return new String(zip.getInputStream(zip.getEntry("version.txt")).readAllBytes(),
                        StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new DeploymentException(e.toString(), e);
        }
    }

    private final class Hosted implements HostedApplication, Application {
        private final String version;
        private volatile boolean active;
        private volatile boolean closed;

        Hosted(String version) {
            this.version = version;
        }

        @Override
        public Application application() {
            return this;
        }

        @Override
        public void handle(FeatureCollection exchange) throws Exception {
            active = true;
            if (exchange.require(Features.REQUEST).target().path().endsWith("/slow")) {
                inside.release();
                goOn.acquire();
            }
            byte[] text = (closed ? version + " is closed" : version).getBytes(StandardCharsets.UTF_8);
            exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(text.length));
            exchange.require(Features.RESPONSE_BODY).write(text, 0, text.length);
        }

        @Override
        public boolean active() {
            return active;
        }

        @Override
        public void start() throws DeploymentException {
            events.add("start " + version);
            starting.run();
            if (broken.contains(version)) {
                throw new DeploymentException("LNR-7998 " + version + " is broken");
            }
            active = true;
        }

        @Override
        public void goAway() {
            goodbyes.add(version);
        }

        @Override
        public void close() {
            closing.run();
            closed = true;
            events.add("close " + version);
        }
    }
}
