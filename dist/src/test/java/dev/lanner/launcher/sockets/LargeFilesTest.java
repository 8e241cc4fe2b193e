package dev.lanner.launcher.sockets;

import dev.lanner.container.RequestFeatures;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.ClientGoneException;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.Features;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.Http2Client;
import dev.lanner.testkit.RawClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Large files of a web application, sent by the kernel where the connection is plain (F7, X3).
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeFilesTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir Path directory;
    private final AtomicReference<Thread> serving = new AtomicReference<>();
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private SocketServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(boolean tls) throws Exception {
        Filter filter = (request, response, chain) -> {
            serving.set(Thread.currentThread());
            chain.doFilter(request, response);
        };
        server = new SocketServer(ContextDefinition.builder("")
                .filter(FilterDefinition.of("f", ComponentRef.given(filter)))
                .filterMapping(FilterMappingDefinition.byUrl("f", "/*", DispatcherType.REQUEST))
                .servlet(ServletDefinition.builder("s").instance(new SendingServlet()).build(), "/sent/*")
                .resources(OverlayResources.of(directory, List.of(), SettingValues.DEFAULTS)).build(), Map.of(), tls);
    }

    /// Sends a file by the feature.
    private final class SendingServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Path file = directory.resolve(request.getPathInfo().substring(1));
            response.setContentLengthLong(Files.size(file));
            try (FileChannel channel = FileChannel.open(file)) {
                RequestFeatures.of(request).require(Features.SEND_FILE).send(channel, 0, channel.size());
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        }
    }

    /// A file with holes, and one byte of its own at the beginning of each megabyte.
    private long sparse(String name, int megabytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
            for (int i = 0; i < megabytes; i++) {
                file.seek((long) i * MEGABYTE);
                file.write(mark(i));
            }
            file.setLength((long) megabytes * MEGABYTE + 1);
            return file.length();
        }
    }

    private static int mark(int megabyte) {
        return megabyte % 251 + 1;
    }

    @Test
    void aFileOfAGigabyteArrivesWholeAndTakesNoMemory() throws Exception {
        long length = sparse("large.bin", 1024);
        start(false);
        try (RawClient client = server.connect()) {
            client.send(SocketServer.get("/large.bin"));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.readByte());
            }
            assertTrue(head.indexOf("Content-Length: " + length + "\r\n") > 0, head.toString());
            long seen = 0;
            byte[] zeros = new byte[MEGABYTE - 1];
            for (int i = 0; i < 1024; i++) {
                byte[] megabyte = client.readBytes(MEGABYTE);
                assertEquals((byte) mark(i), megabyte[0], "megabyte " + i);
                assertTrue(Arrays.equals(zeros, 0, zeros.length, megabyte, 1, MEGABYTE), "megabyte " + i);
                seen += megabyte.length;
            }
            assertEquals(length, seen + client.readBytes(1).length);
            assertEquals(200, client.send(SocketServer.get("/large.bin").replace("GET", "HEAD")).read("HEAD").status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void filesAreTheSameOverEachProtocol(boolean tls) throws Exception {
        byte[] bytes = new byte[12 * MEGABYTE + 7];
        new Random(3).nextBytes(bytes);
        Files.write(directory.resolve("f.bin"), bytes);
        start(tls);
        try (RawClient client = server.connect(); Http2Client second = server.connectHttp2()) {
            for (String path : List.of("/f.bin", "/sent/f.bin")) {
                assertTrue(Arrays.equals(bytes, client.send(SocketServer.get(path)).read().body()));
                assertTrue(Arrays.equals(bytes, second.exchange("GET", path).body()));
            }
            String part = SocketServer.get("/f.bin").replace("\r\n\r\n", "\r\nRange: bytes=1000000-9999999\r\n\r\n");
            byte[] range = client.send(part).read().body();
            assertTrue(Arrays.equals(range, 0, range.length, bytes, 1_000_000, 10_000_000));
        }
    }

    @Test
    void whileAClientDoesNotReadTheThreadWaits() throws Exception {
        sparse("large.bin", 64);
        start(false);
        try (RawClient client = server.connect()) {
            client.send(SocketServer.get("/large.bin"));
            Eventually.until("the thread waits", this::isWaiting);
            for (int i = 0; i < 200; i++) {
                Thread.yield();
                assertTrue(isWaiting(), "it is " + serving.get().getState());
            }
            try (RawClient other = server.connect()) {
                assertEquals(404, other.send(SocketServer.get("/nothing")).read().status());
            }
            assertEquals(64L * MEGABYTE + 1, client.read().body().length);
        }
    }

    private boolean isWaiting() {
        Thread thread = serving.get();
        return thread != null && thread.getState() == Thread.State.WAITING;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesIsNoFaultOfTheApplication(boolean tls) throws Exception {
        sparse("large.bin", 64);
        start(tls);
        RawClient client = server.connect();
        client.send(SocketServer.get("/sent/large.bin")).readBytes(100);
        client.reset();
        assertInstanceOf(ClientGoneException.class, failure.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aFileThatIsCutIsTheFilesFault() throws Exception {
        sparse("cut.bin", 32);
        start(false);
        try (RawClient client = server.connect()) {
            client.send(SocketServer.get("/sent/cut.bin"));
            Eventually.until("the thread waits", this::isWaiting);
            try (FileChannel file = FileChannel.open(directory.resolve("cut.bin"),
                    java.nio.file.StandardOpenOption.WRITE)) {
                file.truncate(MEGABYTE);
            }
            assertTrue(client.readToEnd().length < 32 * MEGABYTE);
            assertEquals(IOException.class, failure.get(20, TimeUnit.SECONDS).getClass());
        }
    }
}
