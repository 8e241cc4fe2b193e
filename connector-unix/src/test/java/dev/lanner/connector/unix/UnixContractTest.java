package dev.lanner.connector.unix;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.testkit.contract.ConnectorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The contract of a connector over a Unix socket.
class UnixContractTest extends ConnectorContract {
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
    protected Connector connector(ConnectorContext context) {
        Path socket = directory.resolve("http" + NUMBER.incrementAndGet() + ".sock");
        return new UnixConnectorFactory().create(
                new EndpointConfig("uds", EndpointUrl.parse("http://unix:" + socket), context.settings(), "test"),
                context);
    }
}
