package dev.lanner.deploy;

import dev.lanner.container.ContextInfo;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.InMemoryExchange;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Applications that are hosted outside of the process, and their replacement.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostedDeploymentTest {
    private static final ContextName SHOP = new ContextName("/shop");

    @TempDir Path directory;
    private final FakeHost host = new FakeHost();
    private final Configs configs = new Configs();
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofSeconds(20)).build();
    private final InMemoryConnector client = new InMemoryConnector(container);
    private @Nullable Deployer made;

    /// What the owner has written.
    private final class Configs implements ContextConfigs {
        private final Map<Setting<?>, String> settings = new ConcurrentHashMap<>(Map.of(Settings.HOSTING, "worker"));
        private final Map<ContextName, List<UrlPrefix>> prefixes = new ConcurrentHashMap<>();
        private boolean able = true;

        @Override
        public ContextConfig of(ContextName context) {
            Map<Setting<?>, Value> values = new HashMap<>();
            settings.forEach((setting, text) -> values.put(setting, new Value(setting.type().parse(text), "test")));
            List<UrlPrefix> urls = prefixes.get(context);
            return new ContextConfig(new SettingValues(null, values), "conf/contexts/shop.yaml",
                    urls == null ? Sections.EMPTY : new Sections(Map.of(PrefixesSection.SECTION, urls), Map.of()),
                    Sections.EMPTY);
        }

        @Override
        public @Nullable ApplicationHost hosting() {
            return able ? host : null;
        }

        @Override
        public ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
            try {
                String text = Files.readString(file);
                if (!text.startsWith("max-concurrent-requests: ")) {
                    throw new DeploymentException("LNR-5510 " + shown + ":1: " + text);
                }
                Setting<Long> setting = Settings.MAX_CONCURRENT_REQUESTS;
                return new ContextConfig(SettingValues.within(owner.settings(), Map.of(setting,
                        new Value(setting.type().parse(text.substring(text.indexOf(' ') + 1)), shown))),
                        owner.file(), owner.own(), owner.server());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Deployer deployer() {
        Deployer known = made;
        if (known == null) {
            known = new Deployer(container, directory.resolve("work"), configs);
            made = known;
        }
        return known;
    }

    @AfterEach
    void close() {
        host.goOn.release(100);
        if (made != null) {
            made.close();
        }
        container.close();
    }

    private static TestWar saying(String version) {
        return TestWar.war().file("version.txt", version).file("index.html", version);
    }

    private Path war(String version) throws IOException {
        return saying(version).write(directory.resolve("shop.war"));
    }

    private void deploy(String version) throws Exception {
        deployer().deploy(war(version), SHOP);
    }

    private String page(String path) {
        TestResponse answer = client.get(path).send();
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }

    private Deployment only() {
        List<Deployment> all = deployer().list();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    private String events() {
        String all = String.join(", ", host.events);
        host.events.clear();
        return all;
    }

    private void bring(String what) throws Exception {
        switch (what) {
            case "nothing" -> {
                // there is none
            }
            case "in-process" -> {
                configs.settings.put(Settings.HOSTING, "in-process");
                deploy("one");
            }
            case "idle" -> deploy("one");
            case "active" -> {
                deploy("one");
                assertEquals("one", page("/shop/"));
            }
            case "offline" -> {
                Files.writeString(directory.resolve("shop.app_offline.html"), "later");
                OfflineFile page = OfflineFile.of(war("one"));
                assertNotNull(page);
                deployer().offline(SHOP, directory.resolve("shop.war"), page);
            }
            case "failed" -> assertThrows(DeploymentException.class, () -> deploy("refused"));
            default -> throw new IllegalArgumentException(what);
        }
        configs.settings.put(Settings.HOSTING, "worker");
        host.events.clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // what is there | what comes | can it start | what happens | what serves then
        "nothing    | worker      | yes | host two                      | two",
        "nothing    | worker      | no  | host two                      | two",
        "nothing    | with-server | yes | host two, start two           | two",
        "nothing    | with-server | no  | host two, start two, close two | 503",
        "failed     | worker      | yes | host two                      | two",
        "failed     | with-server | no  | host two, start two, close two | 503",
        "offline    | worker      | yes | host two                      | two",
        "offline    | with-server | no  | host two, start two, close two | 503",
        "idle       | worker      | yes | host two, close one           | two",
        "idle       | worker      | no  | host two, close one           | two",
        "idle       | with-server | no  | host two, start two, close two | one",
        "active     | worker      | yes | host two, start two, close one | two",
        "active     | worker      | no  | host two, start two, close two | one",
        "active     | with-server | yes | host two, start two, close one | two",
        "in-process | worker      | yes | host two, start two           | two",
        "in-process | worker      | no  | host two, start two, close two | one",
        "nothing    | in-process  | yes | ''                            | two",
        "idle       | in-process  | yes | close one                     | two",
        "active     | in-process  | yes | close one                     | two",
        "offline    | in-process  | yes | ''                            | two"})
    void whatIsActiveIsReplacedByWhatServesAlready(String before, String after, String can, String happens,
            String serves) throws Exception {
        bring(before);
        configs.settings.put(Settings.HOSTING, after.equals("in-process") ? "in-process" : "worker");
        configs.settings.put(Settings.WORKER_START, after.equals("with-server") ? "with-server" : "on-first-request");
        boolean fails = can.equals("no") && happens.contains("start");
        if (can.equals("no")) {
            host.broken.add("two");
        }

        if (fails) {
            String message = assertThrows(DeploymentException.class, () -> deploy("two")).getMessage();
            assertEquals("LNR-7998 two is broken", message);
        } else {
            deploy("two");
        }

        assertEquals(happens, events());
        boolean stays = fails && serves.equals("one");
        boolean offline = fails && before.equals("offline");
        assertEquals(serves, page("/shop/"));
        assertEquals(offline
                ? Deployment.State.OFFLINE
                : serves.equals("503") ? Deployment.State.FAILED : Deployment.State.RUNNING, only().state());
        Deployment.Newer newer = only().newer();
        if (stays || offline) {
            assertNotNull(newer);
            assertEquals("LNR-7998 two is broken", newer.reason());
        } else {
            assertNull(newer);
            assertEquals(fails ? "LNR-7998 two is broken" : null, only().reason());
        }
    }

    @Test
    void whatIsSwitchedBackAndForthLeavesNoFilesBehind() throws Exception {
        for (int i = 0; i < 2; i++) {
            configs.settings.put(Settings.HOSTING, "in-process");
            deploy("inside " + i);
            assertEquals("inside " + i, page("/shop/"));
            assertEquals(1, deployer().loaders().size());
            configs.settings.put(Settings.HOSTING, "worker");
            deploy("outside " + i);
            assertEquals("outside " + i, page("/shop/"));
            assertEquals(List.of(), deployer().loaders());
            Eventually.until("nothing is unpacked", () -> count(directory.resolve("work/shop")) == 0);
        }
        assertEquals(List.of(), deployer().pools());
        assertTrue(deployer().undeploy(SHOP));
        assertTrue(Files.notExists(directory.resolve("work/shop")));
    }

    private static long count(Path where) {
        try (Stream<Path> files = Files.list(where)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InMemoryExchange slow() throws InterruptedException {
        InMemoryExchange slow = client.get("/shop/slow").start();
        assertTrue(host.inside.tryAcquire(20, TimeUnit.SECONDS));
        return slow;
    }

    @Test
    void theOldOneIsClosedWhenItsRequestsHaveEnded() throws Exception {
        deploy("one");
        InMemoryExchange slow = slow();
        deploy("two");
        assertEquals("two", page("/shop/"));
        deploy("three");
        assertEquals("host one, host two, start two, host three, start three, close two", events());
        assertEquals(Set.of("one", "two"), host.goodbyes, "before its requests have ended");
        host.goOn.release();
        assertEquals("one", slow.await().text());
        Eventually.until("it is closed", () -> host.events.equals(List.of("close one")));
    }

    @Test
    void undeployingWaitsForItsRequestsAndItsEnd() throws Exception {
        deploy("one");
        InMemoryExchange slow = slow();
        Thread undeploying = Thread.ofPlatform().start(() -> {
            try {
                deployer().undeploy(SHOP);
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        });
        Eventually.until("it ends", () -> container.contexts().getFirst().state() == ContextInfo.State.STOPPING);
        assertEquals("503", page("/shop/"));
        assertEquals("host one", events());
        assertEquals(Set.of("one"), host.goodbyes);
        host.goOn.release();
        assertEquals("one", slow.await().text());
        assertTrue(undeploying.join(Duration.ofSeconds(20)));
        assertEquals("close one", events());
        assertEquals(List.of(), deployer().list());
        assertEquals("404", page("/shop/"));
        assertFalse(deployer().undeploy(SHOP));
    }

    @Test
    void offlineThePageComesAtOnceAndWhatServedEnds() throws Exception {
        deploy("one");
        InMemoryExchange slow = slow();
        Path page = Files.writeString(directory.resolve("shop.app_offline.html"), "later");
        OfflineFile file = OfflineFile.at(page);
        assertNotNull(file);
        Thread ending = Thread.ofPlatform().start(() -> {
            try {
                deployer().offline(SHOP, directory.resolve("shop.war"), file);
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        });
        Eventually.until("the page is sent", () -> client.get("/shop/").send().text().equals("later"));
        assertEquals("host one", events());
        host.goOn.release();
        assertEquals("one", slow.await().text());
        assertTrue(ending.join(Duration.ofSeconds(20)));
        assertEquals("close one", events());
        assertEquals(Deployment.State.OFFLINE, only().state());

        Files.delete(page);
        deploy("one");
        assertEquals("host one", events(), "its first request starts it");
        assertEquals("one", page("/shop/"));
    }

    @Test
    void whatLiesInWebappsIsBroughtIntoLine() throws Exception {
        Path webapps = Files.createDirectories(directory.resolve("webapps"));
        WebAppsWatch watch = new WebAppsWatch(webapps, "", deployer(), Runnable::run);
        saying("one").write(webapps.resolve("shop.war"));
        looks(watch);
        assertEquals("one", page("/shop/"));
        saying("two, and longer").write(webapps.resolve("shop.war"));
        looks(watch);
        assertEquals("two, and longer", page("/shop/"));
        Files.writeString(webapps.resolve("shop.app_offline.html"), "later");
        looks(watch);
        assertEquals("later", client.get("/shop/").send().text());
        Files.delete(webapps.resolve("shop.app_offline.html"));
        looks(watch);
        assertEquals("two, and longer", page("/shop/"));
        Files.delete(webapps.resolve("shop.war"));
        looks(watch);
        assertEquals("404", page("/shop/"));
        assertEquals("host one, host two, and longer, start two, and longer, close one, close two, and longer, "
                + "host two, and longer, close two, and longer", events());
    }

    private static void looks(WebAppsWatch watch) {
        watch.look();
        watch.look();
    }

    @Test
    void aDirectoryIsHostedToo() throws Exception {
        Path root = Files.createDirectories(directory.resolve("shop"));
        Files.writeString(root.resolve("version.txt"), "from a directory");
        deployer().deploy(root, SHOP);
        assertEquals("from a directory", page("/shop/"));
    }

    @Test
    void versionsStandSideBySide() throws Exception {
        deployer().deploy(war("one"), new ContextName("", "/shop", "1"));
        deployer().deploy(war("two"), new ContextName("", "/shop", "2"));
        assertEquals("two", page("/shop/"));
        assertTrue(deployer().undeploy(new ContextName("", "/shop", "2")));
        assertEquals("one", page("/shop/"));
        assertEquals("host one, host two, close two", events());
    }

    @Test
    void aPrefixThatAnotherHasIsRefusedAndNothingIsLeftBehind() throws Exception {
        configs.prefixes.put(new ContextName("/first"), List.of(UrlPrefix.parse("http://*:8080/x/")));
        configs.prefixes.put(new ContextName("/second"), List.of(UrlPrefix.parse("http://*:8080/x/")));
        deployer().deploy(war("one"), new ContextName("/first"));
        String message = assertThrows(DeploymentException.class,
                () -> deployer().deploy(war("two"), new ContextName("/second"))).getMessage();
        assertTrue(message.startsWith("LNR-3102"), message);
        assertEquals("host one, host two, close two", events());
        assertEquals("one", client.get("/x/").send().text());
    }

    @Test
    void oneDeploymentOfAContextAtATime() throws Exception {
        deploy("one");
        assertEquals("one", page("/shop/"));
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        host.starting = () -> {
            starting.countDown();
            awaitQuietly(goOn);
        };
        Path second = war("two");
        Thread first = Thread.ofPlatform().start(() -> deployer().deployQuietly(second, SHOP));
        assertTrue(starting.await(20, TimeUnit.SECONDS));
        for (Deploying other : List.<Deploying>of(() -> deployer().deploy(second, SHOP),
                () -> deployer().undeploy(SHOP))) {
            assertTrue(assertThrows(DeploymentException.class, other::run).getMessage().startsWith("LNR-4043"));
        }
        assertEquals("one", page("/shop/"), "the old one serves meanwhile");
        goOn.countDown();
        assertTrue(first.join(Duration.ofSeconds(20)));
        assertEquals("two", page("/shop/"));
    }

    private interface Deploying {
        void run() throws DeploymentException;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void allEndAtTheSameTimeWithTheServer() throws Exception {
        int many = 4;
        for (int i = 0; i < many; i++) {
            deployer().deploy(war("v" + i), new ContextName("/shop" + i));
        }
        configs.settings.put(Settings.HOSTING, "in-process");
        deployer().deploy(war("inside"), new ContextName("/inside"));
        deployer().goAway();
        assertEquals(Set.of("v0", "v1", "v2", "v3"), host.goodbyes);
        assertEquals("v0", page("/shop0/"), "requests are served on");
        CyclicBarrier all = new CyclicBarrier(many);
        host.closing = () -> {
            try {
                all.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };

        deployer().close();

        assertEquals(Set.of("close v0", "close v1", "close v2", "close v3"),
                Set.copyOf(host.events.subList(many, host.events.size())));
        assertEquals(List.of(), deployer().list());
        deployer().close();
    }

    @Test
    void aServerThatCantDoItSaysSo() throws Exception {
        configs.able = false;
        String message = assertThrows(DeploymentException.class, () -> deploy("one")).getMessage();
        assertTrue(message.startsWith("LNR-4180 conf/contexts/shop.yaml: hosting: worker"), message);
        assertEquals(message, only().reason());
        assertEquals("503", page("/shop/"));
    }

    @Test
    void whatTheHostRefusesFailsAsIfItWereRead() throws Exception {
        String message = assertThrows(DeploymentException.class, () -> deploy("refused")).getMessage();
        assertTrue(message.startsWith("LNR-7999"), message);
        assertEquals("503", page("/shop/"));
        deploy("one");
        assertThrows(DeploymentException.class, () -> deploy("refused"));
        assertEquals("one", page("/shop/"));
        assertNotNull(only().newer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LNR-4044", "LNR-4021"})
    void aFileThatIsNoWarIsRefusedByItsDeployment(String id) throws Exception {
        Path file = directory.resolve("shop.war");
        if (id.equals("LNR-4021")) {
            Files.writeString(file, "no zip");
        }
        String message = assertThrows(DeploymentException.class, () -> deployer().deploy(file, SHOP)).getMessage();
        assertTrue(message.startsWith(id) && message.contains("shop.war"), message);
        assertEquals("", events());
    }

    @Test
    void whatAWarSaysOfItsQueueHoldsInFront() throws Exception {
        Path war = saying("one").file("WEB-INF/lanner.yaml", "max-concurrent-requests: 1")
                .write(directory.resolve("shop.war"));
        configs.settings.put(Settings.REQUEST_QUEUE_SIZE, "0");
        deployer().deploy(war, SHOP);
        InMemoryExchange slow = slow();
        assertEquals("503", page("/shop/"));
        host.goOn.release();
        assertEquals("one", slow.await().text());
        assertEquals(0, count(directory.resolve("work/shop")));

        Path wrong = saying("two").file("WEB-INF/lanner.yaml", "hosting: in-process")
                .write(directory.resolve("shop.war"));
        String message = assertThrows(DeploymentException.class, () -> deployer().deploy(wrong, SHOP)).getMessage();
        assertEquals("LNR-5510 " + wrong + "!/WEB-INF/lanner.yaml:1: hosting: in-process", message);
        assertEquals("one", page("/shop/"));
    }
}
