package dev.lanner.container.binding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// E13: which prefix takes a request.
class RouterTest {
    private static final String ADDRESS = "10.0.0.1";

    private final List<Bound<String>> all = new ArrayList<>();

    private void bind(String name, String... prefixes) {
        ContextId id = new ContextId("", "/" + name, "");
        List<UrlPrefix> urls = Arrays.stream(prefixes).map(UrlPrefix::parse).toList();
        all.add(new Bound<>(id, ContextBinding.of(id, urls), name));
    }

    private void place(String host, String path, String version) {
        ContextId id = new ContextId(host, path, version);
        all.add(new Bound<>(id, ContextBinding.of(id, List.of()), id.toString()));
    }

    private static String name(@Nullable Place<String> place) {
        return place == null ? "-" : place.versions().getFirst().value();
    }

    @ParameterizedTest
    @CsvSource({
        // + beats explicit host beats IP beats *
        "http, 80, shop.example, /a, strong",
        "http, 80, shop.example, /b, host",
        "http, 80, other.example, /b, address",
        "http, 80, other.example, /c, weak",
        // the kind counts more than the length of the path
        "http, 80, shop.example, /b/longer, host",
        "http, 80, other.example, /b/longer, address",
        "http, 80, shop.example, /a/longer, strong",
        // the longest path within a kind, by segments
        "http, 80, shop.example, /b/deep, deep",
        "http, 80, shop.example, /b/deep/er, deep",
        "http, 80, shop.example, /b/deeper, host",
        // case of hosts, dots and ports in the authority
        "http, 80, SHOP.example, /b, host",
        "http, 80, shop.example., /b, host",
        "http, 80, shop.example:8080, /b, host",
        // no host at all
        "http, 80, '', /a, strong",
        "http, 80, '', /b, address",
        "http, 80, '', /c, weak",
        // scheme and port
        "https, 443, shop.example, /a, tls",
        "https, 443, other.example, /a, plain",
        "http, 8080, shop.example, /x, other-port",
        "http, 8080, shop.example, /a, plain",
        "https, 80, shop.example, /a, plain",
        // an address is not a host of that name
        "http, 8081, 10.0.0.9, /, plain"})
    void precedenceOfTheFourKinds(String scheme, int port, String authority, String path, String taken) {
        bind("strong", "http://+:80/a/");
        bind("host", "http://shop.example:80/b/");
        bind("deep", "http://shop.example:80/b/deep/");
        bind("address", "http://10.0.0.1:80/b/");
        bind("weak", "http://*:80/", "http://*:80/b/longer/");
        bind("tls", "https://shop.example:443/");
        bind("other-port", "http://*:8080/x/");
        bind("ninth", "http://10.0.0.9:8081/");
        all.add(new Bound<>(new ContextId(""), ContextBinding.of(new ContextId(""), List.of()), "plain"));
        Router<String> router = new Router<>(all, HostTable.NONE);
        assertEquals(taken, name(router.find(scheme, port, HostName.ofAuthority(authority), ADDRESS, path)));
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example,/cart,shop.example/cart", "shop.example,/,shop.example/",
        "www.shop.example,/cart,shop.example/cart",
        "blog.example,/,blog.example/", "a.blog.example,/,blog.example/", "a.b.blog.example,/,blog.example/",
        "special.blog.example,/,shop.example/", "blog.example,/health,/health", "shop.example,/health,shop.example/",
        "unknown.example,/health,/health", "unknown.example,/,-", "xblog.example,/,-", "'[::1]',/,blog.example/"})
    void hostsAndAliases(String host, String path, String taken) {
        place("shop.example", "", "");
        place("shop.example", "/cart", "");
        place("blog.example", "", "");
        place("", "/health", "");
        all.removeIf(bound -> bound.id().equals(new ContextId("blog.example", "", "")) && path.equals("/health"));
        HostTable hosts = HostTable.of(Map.of("shop.example", List.of("www.shop.example", "special.blog.example"),
                "blog.example", List.of("*.blog.example", "[0:0:0:0:0:0:0:1]")), "");
        Router<String> router = new Router<>(all, hosts);
        assertEquals(taken, name(router.find("http", 80, HostName.ofAuthority(host), null, path)));
    }

    @Test
    void unknownHostsGetTheDefaultHost() {
        place("a.example", "", "");
        place("b.example", "", "");
        Router<String> router = new Router<>(all,
                HostTable.of(Map.of("a.example", List.of(), "b.example", List.of()), "b.example"));
        assertEquals("a.example/", name(router.find("http", 80, "a.example", null, "/x")));
        assertEquals("b.example/", name(router.find("http", 80, "c.example", null, "/x")));
        assertEquals("b.example/", name(router.find("http", 80, null, null, "/x")));
        assertEquals(404, router.refusal("http", 80, "c.example"));
    }

    @Test
    void unknownHostsAreRefusedExceptWhereAStrongPrefixTakesThem() {
        place("a.example", "/app", "");
        place("", "", "");
        bind("strong", "http://+:80/status/");
        bind("named", "http://c.example:8080/");
        Router<String> router = new Router<>(all, HostTable.refusing(Map.of("a.example", List.of("*.a.example")), 421));
        assertNull(router.find("http", 80, "c.example", null, "/x"));
        assertEquals(421, router.refusal("http", 80, "c.example"));
        assertEquals(421, router.refusal("http", 80, null));
        assertEquals("strong", name(router.find("http", 80, "c.example", null, "/status")));
        assertEquals("/", name(router.find("http", 80, "a.example", null, "/x")));
        assertEquals("/", name(router.find("http", 80, "b.a.example", null, "/x")));
        assertEquals(404, router.refusal("http", 80, "a.example"));
        assertEquals("named", name(router.find("http", 8080, "c.example", null, "/x")));
        assertEquals(404, router.refusal("http", 8080, "c.example"));
    }

    @Test
    void whatIsSaidOfAnAliasGoesBeforeWhatItsHostHas() {
        place("a.example", "", "");
        place("a.example", "/x", "");
        bind("alias", "http://www.a.example:80/");
        bind("host", "http://a.example:80/y/");
        Router<String> router = new Router<>(all, HostTable.of(Map.of("a.example", List.of("www.a.example")), ""));
        assertEquals("alias", name(router.find("http", 80, "www.a.example", null, "/")));
        assertEquals("a.example/x", name(router.find("http", 80, "www.a.example", null, "/x")));
        assertEquals("host", name(router.find("http", 80, "www.a.example", null, "/y")));
        assertEquals("a.example/", name(router.find("http", 80, "a.example", null, "/")));
        assertEquals("a.example/", name(router.find("http", 81, "www.a.example", null, "/")));
    }

    @Test
    void aPrefixGoesBeforeAContextOfTheSamePlace() {
        place("", "/app", "");
        bind("prefixed", "http://*:80/app/");
        Router<String> router = new Router<>(all, HostTable.NONE);
        assertEquals("prefixed", name(router.find("http", 80, "h", null, "/app")));
        assertEquals("/app", name(router.find("http", 81, "h", null, "/app")));
    }

    @Test
    void versionsStandTogetherTheNewestFirst() {
        for (String version : List.of("9", "", "10", "2")) {
            place("", "/app", version);
        }
        Place<String> place = new Router<>(all, HostTable.NONE).find("http", 80, "h", null, "/app/x");
        assertNotNull(place);
        assertEquals(List.of("/app##10", "/app##9", "/app##2", "/app"),
                place.versions().stream().map(Bound::value).toList());
    }

    @Test
    void addressesAndPortsAreOnlyAskedForWhereTheyMatter() {
        place("a.example", "", "");
        assertFalse(new Router<>(all, HostTable.NONE).needsPort());
        bind("port", "http://*:80/x/");
        bind("address", "http://10.0.0.1:81/x/");
        Router<String> router = new Router<>(all, HostTable.NONE);
        assertTrue(router.needsPort());
        assertFalse(router.needsAddress("http", 80));
        assertTrue(router.needsAddress("http", 81));
    }

    @Test
    void twoContextsCanNotHaveOnePrefix() {
        bind("one", "http://*:80/x/");
        ContextId two = new ContextId("/two");
        Router.Conflict conflict = Router.conflict(all, two,
                ContextBinding.of(two, List.of(UrlPrefix.parse("http://*/x"))));
        assertNotNull(conflict);
        assertEquals("/one", conflict.holder().toString());
        ContextId version = new ContextId("", "/one", "2");
        assertNull(Router.conflict(all, version, ContextBinding.of(version, all.getFirst().binding().prefixes())));
    }

    @ParameterizedTest
    @CsvSource({"http://a/ http://b/,'',''", "http://a/shop http://b/shop,/shop,/shop",
        "http://a/shop http://b/,'',/shop",
        "http://a/x/shop http://b/y/shop,/shop,/x/shop", "http://a/xshop http://b/shop,'',/xshop",
        "http://a/a/b/c http://b/b/c http://c/c,/c,/a/b/c"})
    void aContextRunsAtWhatAllItsPathsEndWith(String prefixes, String path, String shown) {
        ContextBinding binding = ContextBinding.of(new ContextId("/name"),
                Arrays.stream(prefixes.split(" ")).map(UrlPrefix::parse).toList());
        assertEquals(path, binding.contextPath());
        assertEquals(shown, binding.shownPath());
    }
}
