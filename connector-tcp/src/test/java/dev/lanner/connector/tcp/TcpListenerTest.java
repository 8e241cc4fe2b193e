package dev.lanner.connector.tcp;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class TcpListenerTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static long descriptorsBefore;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeAll
    static void countDescriptors() throws Exception {
        // What the JDK opens once, for sockets and selectors, is not a leak.
        ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)).close();
        SocketChannel.open().close();
        descriptorsBefore = sockets();
    }

    @AfterAll
    static void nothingIsLeftOpen() throws Exception {
        assertEquals(descriptorsBefore, sockets(), "sockets left open");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:0, 127.0.0.1", "http://0.0.0.0:0, 0.0.0.0"})
    void bindsOneIpv4AddressAndTellsTheRealPort(String url, String shown) throws Exception {
        List<Listener> listeners = bind(url);
        assertEquals(1, listeners.size());
        Listener listener = listeners.getFirst();
        int port = port(listener);
        assertTrue(port > 0);
        assertEquals("http://" + shown + ":" + port, listener.url());
        assertEquals(listener.channel().getLocalAddress(), listener.address());
        connect("127.0.0.1", port);
        if (ipv6()) {
            assertThrows(IOException.class, () -> connect("::1", port));
        }
    }

    @Test
    void bindsOneIpv6Address() throws Exception {
        assumeTrue(ipv6(), "no IPv6 on this machine");
        Listener listener = bind("http://[::1]:0").getFirst();
        assertEquals("http://[::1]:" + port(listener), listener.url());
        connect("::1", port(listener));
        assertThrows(IOException.class, () -> connect("127.0.0.1", port(listener)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://*:0", "http://+:0", "http://[::]:0", "http://www.example.org:0"})
    void allAddressesAreOneSocketForBothVersions(String url) throws Exception {
        assumeTrue(ipv6(), "no IPv6 on this machine");
        List<Listener> listeners = bind(url);
        assertEquals(1, listeners.size());
        assertEquals("http://[::]:" + port(listeners.getFirst()), listeners.getFirst().url());
        connect("127.0.0.1", port(listeners.getFirst()));
        connect("::1", port(listeners.getFirst()));
    }

    @Test
    void aHostNameIsNotLookedUpAndThatIsSaid() throws Exception {
        bindLogged("http://www.example.org:0", null);
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().startsWith("LNR-2006: endpoint \"web\" (conf/lanner.yaml:7): the host name "
                + "www.example.org is not looked up"), warnings.getFirst());
        warnings.clear();
        bindLogged("http://*:0", null);
        assertEquals(List.of(), warnings);
    }

    @Test
    void allAddressesFallBackToIpv4() throws Exception {
        Listener listener = bind("http://*:0", withoutIpv6()).getFirst();
        assertEquals("http://0.0.0.0:" + port(listener), listener.url());
        connect("127.0.0.1", port(listener));
    }

    @Test
    void localhostIsBothLoopbackAddresses() throws Exception {
        assumeTrue(ipv6(), "no IPv6 on this machine");
        int port = freePort();
        List<Listener> listeners = bind("http://app.localhost:" + port);
        assertEquals(List.of("http://127.0.0.1:" + port, "http://[::1]:" + port),
                listeners.stream().map(Listener::url).toList());
        connect("127.0.0.1", port);
        connect("::1", port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void localhostDoesNotStartWhenThePortIsTakenOnOneLoopback(String taken) throws Exception {
        assumeTrue(ipv6(), "no IPv6 on this machine");
        ServerSocketChannel other = keep(ServerSocketChannel.open());
        int port = freePort();
        other.bind(new InetSocketAddress(taken, port));
        IOException e = assertThrows(IOException.class, () -> bind("http://localhost:" + port));
        String shown = taken.contains(":") ? "[" + taken + "]" : taken;
        assertEquals("LNR-2001: endpoint \"web\" (conf/lanner.yaml:7): http://" + shown + ":" + port
                + " is in use by another server. Stop that one (\"ss -ltnp sport = :" + port
                + "\" shows it), or give this endpoint another port.", e.getMessage());
        String free = taken.contains(":") ? "127.0.0.1" : "::1";
        keep(ServerSocketChannel.open()).bind(new InetSocketAddress(free, port));
    }

    @Test
    void aMissingLoopbackIsAWarningOnly() throws Exception {
        int port = freePort();
        List<Listener> listeners = bindLogged("http://localhost:" + port, withoutIpv6());
        assertEquals(List.of("http://127.0.0.1:" + port), listeners.stream().map(Listener::url).toList());
        assertEquals(
                List.of("LNR-2005: endpoint \"web\" (conf/lanner.yaml:7): this machine has no address for http://[::1]:"
                        + port + "; only http://127.0.0.1:" + port + " is listened on."),
                warnings);
    }

    @Test
    void withoutAnyLoopbackItDoesNotStart() {
        IOException e = assertThrows(IOException.class,
                () -> bind("http://localhost:8080", (family, address, backlog) -> {
                    throw new BindException("Die angeforderte Adresse kann nicht zugewiesen werden");
                }));
        assertTrue(e.getMessage().startsWith("LNR-2003: endpoint \"web\" (conf/lanner.yaml:7): this machine has no "
                + "address for http://[::1]:8080."), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:", "http://0.0.0.0:", "http://*:"})
    void aPortInUseNamesEndpointUrlOriginAndWhatToDo(String url) throws Exception {
        int port = port(bind("http://127.0.0.1:0").getFirst());
        IOException e = assertThrows(IOException.class, () -> bind(url + port));
        assertTrue(e.getMessage().startsWith("LNR-2001: endpoint \"web\" (conf/lanner.yaml:7): " + url + port
                + " is in use by another server. Stop that one"), e.getMessage());
    }

    @Test
    void anInUseMessageInAnotherLanguageIsUnderstood() {
        IOException e = assertThrows(IOException.class,
                () -> bind("http://localhost:8080", (family, address, backlog) -> {
                    if (address.getPort() == 8080) {
                        throw new BindException("Die Adresse wird bereits verwendet");
                    }
                    return ServerSocketChannel.open();
                }));
        assertTrue(e.getMessage().startsWith("LNR-2001: "), e.getMessage());
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        IOException e = assertThrows(IOException.class, () -> bind("http://198.51.100.7:0"));
        assertTrue(e.getMessage().startsWith("LNR-2003: endpoint \"web\" (conf/lanner.yaml:7): this machine has no "
                + "address for http://198.51.100.7:0."), e.getMessage());
        IOException zone = assertThrows(IOException.class, () -> bind("http://[fe80::1%nosuch0]:8080"));
        assertTrue(zone.getMessage().contains("http://[fe80::1%nosuch0]:8080"), zone.getMessage());
    }

    @Test
    void aLowPortWithoutTheRightIsSaid() {
        IOException e = assertThrows(IOException.class,
                () -> bind("http://127.0.0.1:81", (family, address, backlog) -> {
                    if (address.getPort() == 81) {
                        throw new BindException("Permission denied");
                    }
                    return ServerSocketChannel.open();
                }));
        assertTrue(e.getMessage().startsWith("LNR-2002: "), e.getMessage());
        assertTrue(e.getMessage().contains("CAP_NET_BIND_SERVICE"), e.getMessage());
    }

    @Test
    void anyOtherFailureIsPassedOn() {
        IOException e = assertThrows(IOException.class,
                () -> bind("http://127.0.0.1:81", (family, address, backlog) -> {
                    throw new IOException("Too many open files");
                }));
        assertTrue(e.getMessage().startsWith("LNR-2004: "), e.getMessage());
        assertTrue(e.getMessage().contains("Too many open files"), e.getMessage());
    }

    @Test
    void theBacklogIsTheConfiguredOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ss")), "no ss here to read the backlog");
        for (long backlog : List.of(512L, 77L)) {
            Listener listener = bind("http://127.0.0.1:0", Map.of(Settings.BACKLOG, backlog)).getFirst();
            Process ss = new ProcessBuilder("/usr/bin/ss", "-ltnH", "sport = :" + port(listener))
                    .redirectErrorStream(true).start();
            String line = new String(ss.getInputStream().readAllBytes());
            assertEquals(0, ss.waitFor(), line);
            assertEquals(Long.toString(backlog), line.strip().split("\\s+")[2], line);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptedConnectionsGetTheirOptions(boolean noDelay) throws Exception {
        Listener listener = bind("http://127.0.0.1:0", Map.of(Settings.TCP_NO_DELAY, noDelay)).getFirst();
        assertTrue(listener.channel().getOption(StandardSocketOptions.SO_REUSEADDR));
        connect("127.0.0.1", port(listener));
        SocketChannel accepted = keep(listener.channel().accept());
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, !noDelay);
        listener.configure(accepted);
        assertEquals(noDelay, accepted.getOption(StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    void aConnectionKnowsItsAddressesAndTheServersFeatures() throws Exception {
        assumeTrue(ipv6(), "no IPv6 on this machine");
        Listener listener = bind("http://*:0").getFirst();
        SocketChannel client = connect("127.0.0.1", port(listener));
        SocketChannel accepted = keep(listener.channel().accept());
        FeatureCollection server = new FeatureCollection();
        FeatureCollection features = listener.features(accepted, "c1", server);
        ConnectionFeature connection = features.require(Features.CONNECTION);
        accepted.close();
        assertSame(connection, features.require(Features.CONNECTION));
        assertEquals("c1", connection.id());
        assertEquals(client.getLocalAddress(), connection.remote());
        assertEquals(client.getRemoteAddress(), connection.local());
        assertSame(server, features.parent());
        assertEquals(null, features.get(Features.UNIX_PEER));
    }

    @Test
    void aConnectionThatIsGoneIsAnsweredAsLoopback() throws Exception {
        Listener listener = bind("http://127.0.0.1:0").getFirst();
        connect("127.0.0.1", port(listener));
        SocketChannel accepted = keep(listener.channel().accept());
        accepted.close();
        ConnectionFeature connection = listener.features(accepted, "c1", new FeatureCollection())
                .require(Features.CONNECTION);
        assertEquals("c1", connection.id());
        assertEquals(new InetSocketAddress("127.0.0.1", 0), connection.remote());
        assertEquals(new InetSocketAddress("127.0.0.1", 0), connection.local());
    }

    @Test
    void closingFreesThePortAndMayBeRepeated() throws Exception {
        int port = freePort();
        for (int i = 0; i < 2; i++) {
            List<Listener> listeners = bind("http://localhost:" + port);
            for (Listener listener : listeners) {
                listener.close();
                listener.close();
                assertFalse(listener.channel().isOpen());
            }
        }
    }

    private List<Listener> bind(String url) throws IOException {
        return bind(url, Map.of());
    }

    private List<Listener> bind(String url, Map<Setting<?>, Object> settings) throws IOException {
        List<Listener> listeners = new TcpBinder(endpoint(url, settings)).bind();
        open.addAll(listeners);
        return listeners;
    }

    private List<Listener> bind(String url, TcpBinder.Sockets sockets) throws IOException {
        List<Listener> listeners = new TcpBinder(endpoint(url, Map.of()), sockets).bind();
        open.addAll(listeners);
        return listeners;
    }

    private List<Listener> bindLogged(String url, TcpBinder.Sockets sockets) throws IOException {
        Logger logger = Logger.getLogger(TcpBinder.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(java.text.MessageFormat.format(entry.getMessage(), entry.getParameters()));
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            return sockets == null ? bind(url) : bind(url, sockets);
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    private static EndpointConfig endpoint(String url, Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> values = new java.util.HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new EndpointConfig("web", EndpointUrl.parse(url), new SettingValues(null, values), "conf/lanner.yaml:7");
    }

    /// A machine that has IPv4 only.
    private static TcpBinder.Sockets withoutIpv6() {
        return (family, address, backlog) -> {
            if (address.getAddress().getAddress().length == 16) {
                throw new BindException("Cannot assign requested address");
            }
            return ServerSocketChannel.open(java.net.StandardProtocolFamily.INET).bind(address, backlog);
        };
    }

    private SocketChannel connect(String host, int port) throws IOException {
        SocketChannel client = keep(SocketChannel.open());
        client.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        return client;
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.add(closeable);
        return closeable;
    }

    private static int port(Listener listener) {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    /// A port that is free on both loopback addresses.
    private static int freePort() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }

    private static boolean ipv6() {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static long sockets() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(TcpListenerTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }
}
