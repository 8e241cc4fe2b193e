package dev.lanner.worker;

import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.metrics.ConnectorStatistics;
import dev.lanner.testkit.TestConnectors;
import dev.lanner.worker.hop.Hop;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.HopRules;
import dev.lanner.worker.hop.Workers;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two connectors, and a hop between them: the front one of the endpoint, and a worker's, whose application the context's is.
/// Both are in this JVM. Only [TestConnectors] asks for it.
public final class BehindAHopFactory implements ConnectorFactory {

    @Override
    public String name() {
        return TestConnectors.HOP;
    }

    @Override
    public boolean accepts(EndpointConfig endpoint) {
        return false;
    }

    @Override
    public Connector create(EndpointConfig endpoint, ConnectorContext context) {
        Path directory;
        try {
            directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path socket = directory.resolve("worker.sock");
        PairingToken token = PairingToken.random();
        ConnectorContext inside = new ConnectorContext(new PairedApplication(context.application(), token,
                System.getProperty("user.name"), () -> ""), WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        Connector worker = new UnixConnectorFactory().create(new EndpointConfig("worker",
                EndpointUrl.parse("http://unix:" + socket), inside.settings(), "test"), inside);
        HopPool pool = new HopPool(socket, token);
        Hop hop = new Hop("/", new One(pool), HopRules.of(Duration.ofMinutes(2), -1));
        Connector front = TestConnectors.create(endpoint, context.withApplication(hop), false);
        return new Both(front, worker, pool, directory);
    }

    private record One(HopPool pool) implements Workers {
        @Override
        public HopPool ready(FeatureCollection exchange) {
            return pool;
        }

        @Override
        public boolean lost(HopPool suspected) {
            return false;
        }
    }

    private record Both(Connector front, Connector worker, HopPool pool, Path directory) implements Connector {
        @Override
        public List<BoundEndpoint> start() throws IOException {
            worker.start();
            return front.start();
        }

        @Override
        public void pause() {
            front.pause();
        }

        /// Fails when the worker leaves a file behind.
        @Override
        public StopResult stop(Duration grace) {
            StopResult result = front.stop(grace);
            pool.close();
            worker.stop(grace);
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("the worker's directory is not empty", e);
            }
            return result;
        }

        @Override
        public @Nullable ConnectorStatistics statistics() {
            return front.statistics();
        }
    }
}
