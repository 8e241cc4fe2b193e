package dev.lanner.http.edge;

import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ForwardedFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.UnixPeerFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What proxies say of their clients, and who is believed.
class ForwardedTest {
    private static final String ALL = "for, proto, host, port, prefix";

    private final Map<Setting<?>, Value> settings = new HashMap<>();
    private final FieldList fields = new FieldList();
    private String peer = "127.0.0.1";
    private boolean unix;
    private FeatureCollection seen;

    ForwardedTest() {
        set(Settings.FORWARDED_HEADERS, "x-forwarded");
    }

    private <T> ForwardedTest set(Setting<T> setting, String value) {
        settings.put(setting, new Value(setting.type().parse(value), "test"));
        return this;
    }

    private ForwardedTest field(String name, String value) {
        fields.add(name, value);
        return this;
    }

    private ForwardedTest serve() throws Exception {
        FeatureCollection exchange = new FeatureCollection();
        exchange.set(Features.CONNECTION, new Connection(peer));
        if (unix) {
            exchange.set(Features.UNIX_PEER, new Peer());
        }
        RequestTarget target = RequestTarget.origin("http", "inner:8080", "/a?b", false);
        exchange.set(Features.REQUEST, new Request(target, fields));
        EndpointConfig endpoint = new EndpointConfig("web", EndpointUrl.parse("http://127.0.0.1:80"),
                new SettingValues(null, settings), "test");
        new ForwardedApplication(features -> seen = features, ForwardedRules.of(endpoint)).handle(exchange);
        return this;
    }

    private String remote() {
        InetSocketAddress address = (InetSocketAddress) seen.require(Features.CONNECTION).remote();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private String origin() {
        RequestTarget target = seen.require(Features.REQUEST).target();
        return target.scheme() + "://" + target.authority() + target.prefix() + target.path();
    }

    private Fields headers() {
        return seen.require(Features.REQUEST).headers();
    }

    private record Connection(String address) implements ConnectionFeature {
        @Override
        public String id() {
            return "c";
        }

        @Override
        public SocketAddress remote() {
            return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
        }

        @Override
        public SocketAddress local() {
            return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
        }
    }

    private record Peer() implements UnixPeerFeature {
        @Override
        public Path path() {
            return Path.of("/x");
        }

        @Override
        public String user() {
            return "u";
        }

        @Override
        public String group() {
            return "g";
        }
    }

    private record Request(RequestTarget target, Fields headers) implements RequestFeature {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public BodySource body() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aTrustedProxyTellsTheClientsAddressAndScheme() throws Exception {
        field("X-Forwarded-For", "203.0.113.9").field("X-Forwarded-Proto", "https").serve();

        assertEquals("203.0.113.9:0", remote());
        assertEquals("https://inner:8080/a", origin());
        assertEquals("c", seen.require(Features.CONNECTION).id());
        ForwardedFeature before = seen.require(Features.FORWARDED);
        assertEquals("http", before.target().scheme());
        assertEquals("127.0.0.1", ((InetSocketAddress) before.connection().remote()).getHostString());
        assertEquals(1, before.proxies());
    }

    @Test
    void whatWasTakenIsGoneFromTheFieldsAndTheOriginalsAreShown() throws Exception {
        field("Accept", "*/*").field("X-Forwarded-For", "198.51.100.1, 203.0.113.9")
                .field("X-Forwarded-Proto", "https").field("X-Original-For", "9.9.9.9:1").serve();

        assertEquals("198.51.100.1", headers().first("x-forwarded-for"));
        assertNull(headers().first("X-Forwarded-Proto"));
        assertEquals(List.of("127.0.0.1:4711"), headers().all("X-Original-For"));
        assertEquals("http", headers().first("X-Original-Proto"));
        assertEquals(List.of("Accept", "X-Forwarded-For", "X-Original-For", "X-Original-Proto"),
                headers().names().stream().sorted().toList());
        assertEquals(4, headers().size());
    }

    @Test
    void aPeerThatIsNotTrustedIsNotBelieved() throws Exception {
        peer = "192.0.2.7";
        field("X-Forwarded-For", "203.0.113.9").field("X-Forwarded-Proto", "https").field("X-Original-For", "1.2.3.4:5")
                .serve();

        assertEquals("192.0.2.7:4711", remote());
        assertEquals("http://inner:8080/a", origin());
        assertNull(seen.get(Features.FORWARDED));
        assertEquals("203.0.113.9", headers().first("X-Forwarded-For"));
        assertNull(headers().first("X-Original-For"), "only this server writes it");
    }

    @Test
    void peersOverUnixSocketsAreBelievedWhenAskedFor() throws Exception {
        unix = true;
        field("X-Forwarded-For", "203.0.113.9").serve();
        assertEquals("127.0.0.1:4711", remote(), "loopback is no Unix socket");

        set(Settings.FORWARDED_TRUSTED_PROXIES, "unix").serve();
        assertEquals("203.0.113.9:0", remote());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1|127.0.0.1, 10.0.0.0/8|10.0.0.2:0|1", "2|127.0.0.1, 10.0.0.0/8|10.0.0.1:0|2",
        "3|127.0.0.1, 10.0.0.0/8|203.0.113.9:0|3", "unlimited|127.0.0.1, 10.0.0.0/8|203.0.113.9:0|3",
        "unlimited|127.0.0.1|10.0.0.2:0|1", "unlimited|127.0.0.1, 10.0.0.2|10.0.0.1:0|2"})
    void chainsAreFollowedFromTheRightUpToTheLimitAndTheFirstUnknownProxy(String limit, String trusted, String remote,
            int proxies) throws Exception {
        set(Settings.FORWARDED_LIMIT, limit).set(Settings.FORWARDED_TRUSTED_PROXIES, trusted)
                .field("X-Forwarded-For", "9.9.9.9, 203.0.113.9").field("X-Forwarded-For", "10.0.0.1,10.0.0.2").serve();

        assertEquals(remote, remote());
        assertEquals(proxies, seen.require(Features.FORWARDED).proxies());
    }

    @Test
    void onlyThePartsThatAreNamedAreTaken() throws Exception {
        field("X-Forwarded-For", "203.0.113.9").field("X-Forwarded-Host", "evil.example")
                .field("X-Forwarded-Prefix", "/evil").serve();
        assertEquals("http://inner:8080/a", origin());

        set(Settings.FORWARDED_PARTS, ALL).serve();
        assertEquals("http://evil.example/evil/a", origin());
    }

    @ParameterizedTest
    @CsvSource({"https, www.example.org, 443, https://www.example.org/a",
        "https, www.example.org, 8443, https://www.example.org:8443/a",
        "https, www.example.org:99, 8443, https://www.example.org:8443/a",
        "http, [2001:db8::1], 80, http://[2001:db8::1]/a",
        "http, www.example.org., 8080, http://www.example.org:8080/a",
        "wss, www.example.org, 443, https://www.example.org/a", "HTTPS, a, 1, https://a:1/a"})
    void hostPortAndScheme(String scheme, String host, String port, String origin) throws Exception {
        set(Settings.FORWARDED_PARTS, ALL).field("X-Forwarded-Proto", scheme).field("X-Forwarded-Host", host)
                .field("X-Forwarded-Port", port).serve();

        assertEquals(origin, origin());
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9:4711, 203.0.113.9:4711", "2001:db8::1, 2001:db8:0:0:0:0:0:1:0",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1:0", "[2001:db8::1]:4711, 2001:db8:0:0:0:0:0:1:4711",
        "::ffff:203.0.113.9, 203.0.113.9:0", "unknown, 0.0.0.0:0", "_hidden, 0.0.0.0:0",
        "203.0.113.9:_p, 203.0.113.9:0"})
    void addresses(String value, String remote) throws Exception {
        field("X-Forwarded-For", value).serve();

        assertEquals(remote, remote());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4:", "1.2.3.4:0",
        "1.2.3.4:65536", "1.2.3.4:x", "[::1", "[1.2.3.4]", "::1%eth0", ":::1", "1.2.3.4 5", "<script>", "_", "_a b"})
    void malformedAddressesAreRefused(String value) {
        field("X-Forwarded-For", value);

        assertEquals("invalid-forwarded", refusal());
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-Proto, ftp", "X-Forwarded-Proto, https http", "X-Forwarded-Host, a b",
        "X-Forwarded-Host, a/b", "X-Forwarded-Host, a@b", "X-Forwarded-Host, a:b:c", "X-Forwarded-Host, ''",
        "X-Forwarded-Port, 0", "X-Forwarded-Port, 65536", "X-Forwarded-Port, +80", "X-Forwarded-Port, 080",
        "X-Forwarded-Prefix, shop", "X-Forwarded-Prefix, //evil.example", "X-Forwarded-Prefix, '/a//b'",
        "X-Forwarded-Prefix, /a/../b", "X-Forwarded-Prefix, /..", "X-Forwarded-Prefix, /a/.",
        "X-Forwarded-Prefix, /a?b", "X-Forwarded-Prefix, /a#b", "X-Forwarded-Prefix, /a;b",
        "X-Forwarded-Prefix, /a%2fb", "X-Forwarded-Prefix, /%2e%2e", "X-Forwarded-Prefix, /a\\b",
        "X-Forwarded-Prefix, /a b", "X-Forwarded-Prefix, /%zz", "X-Forwarded-Prefix, ''"})
    void malformedPartsAreRefused(String name, String value) {
        set(Settings.FORWARDED_PARTS, ALL).field(name, value);

        assertEquals("invalid-forwarded", refusal());
    }

    @ParameterizedTest
    @CsvSource({"/shop, http://inner:8080/shop/a", "/shop/, http://inner:8080/shop/a", "/, http://inner:8080/a",
        "/a/b%20c, http://inner:8080/a/b%20c/a"})
    void prefixes(String value, String origin) throws Exception {
        set(Settings.FORWARDED_PARTS, ALL).field("X-Forwarded-Prefix", value).serve();

        assertEquals(origin, origin());
    }

    @Test
    void partsOfDifferentLengthAreRefusedWhereSymmetryIsAskedFor() throws Exception {
        field("X-Forwarded-For", "9.9.9.9, 203.0.113.9").field("X-Forwarded-Proto", "https").serve();
        assertEquals("203.0.113.9:0", remote());

        set(Settings.FORWARDED_SYMMETRY, "true");
        assertEquals("invalid-forwarded", refusal());
        field("X-Forwarded-Proto", "http").serve();
        assertEquals("http://inner:8080/a", origin());
    }

    @Test
    void aPartThatIsMissingIsRefusedWhereSymmetryIsAskedFor() throws Exception {
        set(Settings.FORWARDED_SYMMETRY, "true").serve();
        assertNull(seen.get(Features.FORWARDED), "nothing is said at all");

        field("X-Forwarded-For", "203.0.113.9");
        assertEquals("invalid-forwarded", refusal());
    }

    @Test
    void withoutAnAddressTheChainEnds() throws Exception {
        set(Settings.FORWARDED_LIMIT, "unlimited").field("X-Forwarded-Proto", "https, http").serve();

        assertEquals("http://inner:8080/a", origin());
        assertEquals(1, seen.require(Features.FORWARDED).proxies());
    }

    private String refusal() {
        RequestRejectedException refusal = assertThrows(RequestRejectedException.class, this::serve);
        assertEquals(400, refusal.status());
        return refusal.reason();
    }

    // ---- RFC 7239

    @Test
    void theFieldForwardedIsReadWhereItIsNamedAndTheOtherKindIsNot() throws Exception {
        set(Settings.FORWARDED_HEADERS, "forwarded").set(Settings.FORWARDED_PARTS, "for, proto, host")
                .field("X-Forwarded-For", "9.9.9.9")
                .field("Forwarded",
                        "for=198.51.100.1, For=\"[2001:db8::1]:4711\";PROTO=https;by=10.0.0.1;host=www.example.org")
                .serve();

        assertEquals("2001:db8:0:0:0:0:0:1:4711", remote());
        assertEquals("https://www.example.org/a", origin());
        assertEquals("for=198.51.100.1", headers().first("Forwarded"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=1.2.3.4", "for=\"1.2.3.4\"", " for=1.2.3.4 ", ", for=1.2.3.4,", "by=x;for=1.2.3.4;",
        ";for=1.2.3.4", "for=\"\\1.2.3.4\"", "for=9.9.9.9 , for=1.2.3.4", "secret=\"a,b;c\";for=1.2.3.4"})
    void wellFormedElements(String value) throws Exception {
        set(Settings.FORWARDED_HEADERS, "forwarded").field("Forwarded", value).serve();

        assertEquals("1.2.3.4:0", remote());
    }

    @ParameterizedTest
    @ValueSource(strings = {"for", "for=", "for=1.2.3.4;for=5.6.7.8", "for=\"1.2.3.4", "for=1.2.3.4 for=5.6.7.8",
        "for = 1.2.3.4", "=1.2.3.4", "for=[::1]", "for=\", for=1.2.3.4", "for=\"a\"b", "for=\"a\\", "for=(x)",
        "for=\"\"", "proto=gopher", "garbage(, for=1.2.3.4"})
    void malformedElementsAreRefused(String value) {
        set(Settings.FORWARDED_HEADERS, "forwarded").field("Forwarded", value);

        assertEquals("invalid-forwarded", refusal());
    }

    @Test
    void aQuoteThatAClientLeftOpenHidesNothing() {
        // the proxy appended its element to what the client sent
        set(Settings.FORWARDED_HEADERS, "forwarded").field("Forwarded", "for=\"1.1.1.1, for=203.0.113.9");

        assertEquals("invalid-forwarded", refusal());
    }

    @Test
    void aPrefixInTheFieldForwardedIsAFaultOfTheConfiguration() {
        set(Settings.FORWARDED_HEADERS, "forwarded").set(Settings.FORWARDED_PARTS, "for, prefix");

        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, this::serve);
        assertTrue(fault.getMessage().startsWith("LNR-1202: forwarded.parts (test) names \"prefix\""),
                fault.getMessage());
    }
}
