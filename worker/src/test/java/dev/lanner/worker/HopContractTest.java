package dev.lanner.worker;

import dev.lanner.connector.tcp.TcpConnectorFactory;
import dev.lanner.connector.unix.UnixConnectorFactory;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.testkit.contract.ConnectorContract;
import dev.lanner.worker.hop.Hop;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.HopRules;
import dev.lanner.worker.hop.Workers;
import dev.lanner.worker.pairing.PairedApplication;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.pairing.WorkerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The contract of a connector, with a hop to a worker between the connector and the application: an application must not see
/// a difference.
class HopContractTest extends ConnectorContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static Path directory;

    @BeforeAll
    static void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
    }

    @AfterAll
    static void noFileIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count(), "files left in " + directory);
        }
        Files.delete(directory);
    }

    @Override
    protected boolean behindAHop() {
        return true;
    }

    @Override
    protected Connector connector(ConnectorContext context) {
        Path socket = directory.resolve("worker" + NUMBER.incrementAndGet() + ".sock");
        PairingToken token = PairingToken.random();
        ConnectorContext inside = new ConnectorContext(new PairedApplication(context.application(), token,
                System.getProperty("user.name"), () -> ""), WorkerLimits.over(SettingValues.DEFAULTS),
                new FeatureCollection(), RequestLog.NONE);
        Connector worker = new UnixConnectorFactory().create(new EndpointConfig("worker",
                EndpointUrl.parse("http://unix:" + socket), inside.settings(), "test"), inside);
        HopPool pool = new HopPool(socket, token);
        Hop hop = new Hop("/", new One(pool), HopRules.of(context.settings(), Duration.ofMinutes(2), -1));
        ConnectorContext outside = context.withApplication(hop);
        Connector front = new TcpConnectorFactory().create(new EndpointConfig("tcp",
                EndpointUrl.parse("http://127.0.0.1:0"), context.settings(), "test"), outside);
        return new Both(front, worker, pool);
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

    private record Both(Connector front, Connector worker, HopPool pool) implements Connector {
        @Override
        public List<BoundEndpoint> start() throws IOException {
            worker.start();
            return front.start();
        }

        @Override
        public void pause() {
            front.pause();
        }

        @Override
        public StopResult stop(Duration grace) {
            StopResult result = front.stop(grace);
            pool.close();
            worker.stop(grace);
            return result;
        }
    }
}
