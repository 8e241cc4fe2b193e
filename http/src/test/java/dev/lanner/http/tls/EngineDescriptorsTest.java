package dev.lanner.http.tls;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What Conscrypt's engine holds outside the heap is given back by [Engines#free], in whatever state the engine is: it is seen
/// while the engine is still referred to, so that no collector can have helped.
class EngineDescriptorsTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int SPACE = 256 * 1024;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /// A step between two engines; the bytes on their way.
    private static final class Pair {
        private final SSLEngine server;
        private final SSLEngine client;
        private final ByteBuffer toServer = ByteBuffer.allocateDirect(SPACE);
        private final ByteBuffer toClient = ByteBuffer.allocateDirect(SPACE);

        Pair(SSLEngine server, SSLEngine client) {
            this.server = server;
            this.client = client;
        }

        void hello() throws SSLException {
            client.beginHandshake();
            run(client, toClient, toServer);
            server.beginHandshake();
        }

        void shakeHands() throws SSLException {
            hello();
            for (int i = 0; i < 20; i++) {
                run(server, toServer, toClient);
                run(client, toClient, toServer);
            }
            assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.getHandshakeStatus());
        }

        static void run(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
            ByteBuffer text = ByteBuffer.allocateDirect(SPACE);
            for (int i = 0; i < 20; i++) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_WRAP -> engine.wrap(NONE, out);
                    default -> {
                        in.flip();
                        if (in.hasRemaining()) {
                            engine.unwrap(in, text);
                        }
                        in.compact();
                    }
                }
            }
        }

        void receive(int room) throws SSLException {
            toServer.flip();
            server.unwrap(toServer, ByteBuffer.allocateDirect(room));
            toServer.compact();
        }

        void clientSends(int bytes) throws SSLException {
            client.wrap(ByteBuffer.allocate(bytes), toServer);
        }
    }

    @FunctionalInterface
    private interface Steps {
        void run(Pair pair) throws SSLException;
    }

    /// How far an engine has come when its connection ends.
    private enum Situation {
        NEVER_BEGUN(pair -> {
        }), BEGUN(pair -> pair.server.beginHandshake()), HELLO_RECEIVED(pair -> {
            pair.hello();
            pair.receive(SPACE);
        }), FLIGHT_WITHOUT_ROOM(pair -> {
            pair.hello();
            pair.receive(SPACE);
            pair.server.wrap(NONE, ByteBuffer.allocateDirect(10));
        }), FLIGHT_SENT(pair -> {
            pair.hello();
            Pair.run(pair.server, pair.toServer, pair.toClient);
        }), FAILED_BY_THE_CLIENTS_HELLO(pair -> {
            pair.server.beginHandshake();
            pair.toServer.put(new byte[]{22, 3, 1, 0, 5, 1, 0, 0, 1, 0});
            assertThrows(SSLException.class, () -> pair.receive(SPACE));
        }), FAILED_BY_AN_ALERT(pair -> {
            pair.hello();
            Pair.run(pair.server, pair.toServer, pair.toClient);
            pair.toServer.clear().put(new byte[]{21, 3, 3, 0, 2, 2, 40});
            assertThrows(SSLException.class, () -> pair.receive(SPACE));
        }), CLIENT_LEAVES_IN_THE_HANDSHAKE(pair -> {
            pair.hello();
            Pair.run(pair.server, pair.toServer, pair.toClient);
            pair.toServer.clear().put(new byte[]{21, 3, 3, 0, 2, 1, 0});
            try {
                pair.receive(SPACE);
            } catch (SSLException e) {
                // before TLS 1.3
            }
        }), DONE(Pair::shakeHands), REQUEST_RECEIVED(pair -> {
            pair.shakeHands();
            pair.clientSends(1000);
            pair.receive(SPACE);
        }), TEXT_LEFT_IN_THE_ENGINE(pair -> {
            pair.shakeHands();
            pair.clientSends(16_000);
            pair.receive(10);
        }), TEXT_LEFT_AFTER_OUR_END(pair -> {
            pair.shakeHands();
            pair.server.closeOutbound();
            pair.clientSends(16_000);
            pair.receive(10);
        }), RECORD_LEFT_IN_THE_ENGINE(pair -> {
            pair.shakeHands();
            pair.server.wrap(ByteBuffer.allocateDirect(16_384), pair.toClient.clear().limit(17_000));
            pair.server.wrap(ByteBuffer.allocateDirect(16_384), pair.toClient.clear().limit(16_400));
        }), ENDED_BY_US(pair -> {
            pair.shakeHands();
            pair.server.closeOutbound();
            pair.server.wrap(NONE, pair.toClient);
        }), ENDED_BY_US_BUT_NOT_SAID(pair -> {
            pair.shakeHands();
            pair.server.closeOutbound();
        }), ENDED_BY_THE_CLIENT(pair -> {
            pair.shakeHands();
            pair.client.closeOutbound();
            pair.client.wrap(NONE, pair.toServer);
            pair.receive(SPACE);
        }), ENDED_BY_BOTH(pair -> {
            pair.shakeHands();
            pair.server.closeOutbound();
            pair.server.wrap(NONE, pair.toClient);
            pair.client.closeOutbound();
            pair.client.wrap(NONE, pair.toServer);
            pair.receive(SPACE);
        }), FORGED_RECORD(pair -> {
            pair.shakeHands();
            pair.toServer.put(new byte[]{23, 3, 3, 0, 30}).put(new byte[30]);
            assertThrows(SSLException.class, () -> pair.receive(SPACE));
        }), FORGED_RECORD_AFTER_OUR_END(pair -> {
            pair.shakeHands();
            pair.server.closeOutbound();
            pair.toServer.put(new byte[]{23, 3, 3, 0, 30}).put(new byte[30]);
            assertThrows(SSLException.class, () -> pair.receive(SPACE));
        }), INBOUND_CLOSED_FIRST(pair -> {
            pair.shakeHands();
            pair.server.closeInbound();
        });

        private final Steps steps;

        Situation(Steps steps) {
            this.steps = steps;
        }
    }

    /// As many as fill the engine's buffer.
    private static final int LONG_CHAIN = 100;

    private static Site site;
    private static Site longChain;

    @BeforeAll
    static void load() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "the process' descriptors can't be listed here");
        TlsProvider provider = new ConscryptProvider();
        site = load(provider);
        Credentials shown = site.credentials().getFirst();
        longChain = new Site(provider,
                new Site.Parts(
                        List.of(new Credentials("long", shown.key(),
                                Collections.nCopies(LONG_CHAIN, shown.certificate()))),
                        Settings.ClientCertificate.NONE, null, List.of("TLSv1.2", "TLSv1.3"), List.of(),
                        new Site.Choices(false, false)));
    }

    private static Site load(TlsProvider provider) throws TlsConfigException {
        Map<Setting<?>, SettingValues.Value> values = Map.of(Settings.TLS_CERTIFICATE,
                new SettingValues.Value(TestCertificate.localhost().file().toString(), "test"),
                Settings.TLS_PASSWORD_FILE,
                new SettingValues.Value(TestCertificate.localhost().passwordFile().toString(), "test"));
        EndpointConfig endpoint = new EndpointConfig("web",
                new EndpointUrl("https", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, ""), new SettingValues(null, values),
                "test");
        Site found = new SiteLoader(endpoint, provider, false).load().find("localhost");
        assertNotNull(found);
        return found;
    }

    private static void freed(Site shown, Steps steps, String protocol) throws Exception {
        SSLEngine client = TestCertificate.localhost().client(null).createSSLEngine("localhost", 0);
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[]{protocol});
        Set<String> before = pipes();
        SSLEngine server = shown.engine();
        Set<String> own = pipes();
        own.removeAll(before);
        assertEquals(1, own.size(), "an engine holds a pipe");

        steps.run(new Pair(server, client));
        Engines.free(server);

        own.retainAll(pipes());
        Reference.reachabilityFence(server);
        assertEquals(Set.of(), own);
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void nothingIsLeftInTls13(Situation situation) throws Exception {
        freed(site, situation.steps, "TLSv1.3");
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void nothingIsLeftInTls12(Situation situation) throws Exception {
        freed(site, situation.steps, "TLSv1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void moreThanARecordIsLeft(String protocol) throws Exception {
        freed(longChain, Situation.FLIGHT_WITHOUT_ROOM.steps, protocol);
    }

    @Test
    void anotherThreadStillWrites() throws Exception {
        for (int i = 0; i < 20; i++) {
            AtomicReference<Thread> writer = new AtomicReference<>();
            freed(site, pair -> {
                pair.shakeHands();
                CountDownLatch writes = new CountDownLatch(3);
                writer.set(Thread.ofPlatform().start(() -> write(pair.server, writes)));
                await(writes);
            }, "TLSv1.3");
            writer.get().join();
        }
    }

    private static void write(SSLEngine engine, CountDownLatch writes) {
        ByteBuffer text = ByteBuffer.allocateDirect(16_384);
        ByteBuffer records = ByteBuffer.allocateDirect(SPACE);
        try {
            while (engine.wrap(text.clear(), records.clear()).getStatus() == Status.OK) {
                writes.countDown();
            }
        } catch (SSLException e) {
            // the engine has ended
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readingAnEndpointsFilesLeavesNothing() throws Exception {
        Set<String> before = pipes();
        List<Site> kept = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            kept.add(load(new ConscryptProvider()));
        }
        Set<String> after = pipes();
        Reference.reachabilityFence(kept);
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    /// The pipes that the process has open, by their names.
    private static Set<String> pipes() throws IOException {
        Set<String> names = new HashSet<>();
        List<Path> open;
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            open = all.toList();
        }
        for (Path each : open) {
            try {
                String name = Files.readSymbolicLink(each).toString();
                if (name.startsWith("pipe:")) {
                    names.add(name);
                }
            } catch (NoSuchFileException e) {
                // the listing's own
            }
        }
        return names;
    }
}
