package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What happens in `webapps` becomes what is served; each `look()` is one look.
class WebAppsWatchTest {
    @TempDir Path directory;
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofSeconds(1)).build();
    private final InMemoryConnector client = new InMemoryConnector(container);
    private Path webapps;
    private Deployer deployer;
    private WebAppsWatch watch;

    @BeforeEach
    void start() throws IOException {
        webapps = Files.createDirectory(directory.resolve("webapps"));
        deployer = new Deployer(container, directory.resolve("work"), context -> ContextConfig.DEFAULT);
        watch = new WebAppsWatch(webapps, "", deployer, Runnable::run);
    }

    @AfterEach
    void end() {
        deployer.close();
        container.close();
    }

    private static TestWar saying(String text) {
        return TestWar.war().file("index.html", text);
    }

    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            watch.look();
        }
    }

    private String page(String path) {
        TestResponse answer = client.get(path).send();
        return answer.status() == 200 ? answer.text() : Integer.toString(answer.status());
    }

    private Deployment only() {
        List<Deployment> all = deployer.list();
        assertEquals(1, all.size(), all.toString());
        return all.getFirst();
    }

    private static void touch(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    @Test
    void aNewWarIsDeployedWhenTwoLooksFoundTheSame() throws Exception {
        saying("one").write(webapps.resolve("shop.war"));
        looks(1);
        assertEquals("404", page("/shop/"));
        looks(1);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void aChangedWarReplacesTheOneThatServes() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        saying("two, and longer").write(war);
        looks(1);
        assertEquals("one", page("/shop/"));
        looks(1);
        assertEquals("two, and longer", page("/shop/"));

        Path aside = saying("three").write(directory.resolve("new.war"));
        Files.setLastModifiedTime(aside, Files.getLastModifiedTime(war));
        Files.move(aside, war, StandardCopyOption.ATOMIC_MOVE);
        looks(2);
        assertEquals("three", page("/shop/"), "a rename over it");
    }

    @Test
    void aTouchedWarIsStartedAgainAndAnUntouchedOneIsNot() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        ClassLoader first = deployer.loaders().getFirst();
        looks(5);
        assertEquals(List.of(first), deployer.loaders());
        touch(war, 10);
        looks(2);
        assertTrue(deployer.loaders().getFirst() != first, "started again");
    }

    @Test
    void aDeletedWarIsUndeployedWhenTwoLooksMissedIt() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Files.delete(war);
        looks(1);
        assertEquals("one", page("/shop/"));
        saying("two").write(war);
        looks(1);
        assertEquals("one", page("/shop/"), "deleted and copied anew is a replacement");
        looks(1);
        assertEquals("two", page("/shop/"));
        Files.delete(war);
        looks(2);
        assertEquals("404", page("/shop/"));
        assertEquals(List.of(), deployer.list());
        assertTrue(Files.notExists(directory.resolve("work/shop")));
    }

    @Test
    void aHalfCopiedWarIsLeftAlone() throws Exception {
        byte[] whole = saying("one").bytes();
        Path war = webapps.resolve("shop.war");
        Files.write(war, Arrays.copyOf(whole, whole.length / 2));
        looks(WebAppsWatch.PATIENCE);
        assertEquals(List.of(), deployer.list(), "a copy that pauses");
        Files.write(war, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
        looks(2);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void aFileThatStaysBrokenIsSaidOnceAndTriedAgainWhenItChanges() throws Exception {
        Path war = webapps.resolve("shop.war");
        Files.writeString(war, "no zip");
        looks(WebAppsWatch.PATIENCE + 1);
        Deployment failed = only();
        assertEquals(Deployment.State.FAILED, failed.state());
        assertTrue(failed.reason().startsWith("LNR-4021 " + war), failed.reason());
        looks(2 * WebAppsWatch.PATIENCE);
        assertEquals(failed, only(), "it was not tried again");
        assertEquals("503", page("/shop/"));
        saying("one").write(war);
        looks(2);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void aFailedReplacementKeepsTheOldOneAndBothFactsAreListed() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        TestWar.war().webXml("<servlet/>").write(war);
        looks(2);
        assertEquals("one", page("/shop/"));
        Deployment both = only();
        assertEquals(Deployment.State.RUNNING, both.state());
        assertNotNull(both.newer());
        assertTrue(both.newer().reason().startsWith("LNR-4003 "), both.newer().reason());
        looks(5);
        assertEquals(both, only());
        saying("three").write(war);
        looks(2);
        assertEquals("three", page("/shop/"));
        assertNull(only().newer());
    }

    @Test
    void aDirectoryIsServedInPlaceAndStartsAgainWhenItsDescriptorIsTouched() throws Exception {
        Path shop = saying("one").webXml("").explode(webapps.resolve("shop"));
        looks(2);
        ClassLoader first = deployer.loaders().getFirst();
        Files.writeString(shop.resolve("index.html"), "fresh");
        looks(2);
        assertEquals(List.of(first), deployer.loaders());
        touch(shop.resolve("WEB-INF/web.xml"), 10);
        looks(2);
        assertTrue(deployer.loaders().getFirst() != first, "started again");
        assertEquals("fresh", page("/shop/"));
    }

    @Test
    void aDirectoryThatIsBeingCopiedIsLeftAlone() throws Exception {
        Path shop = saying("one").explode(webapps.resolve("shop"));
        looks(1);
        for (int i = 0; i < 3; i++) {
            Files.writeString(shop.resolve("part" + i), "x");
            looks(1);
            assertEquals(List.of(), deployer.list());
        }
        looks(1);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void aNameClashIsDecidedAndTheOtherTakesOverWhenTheFirstIsGone() throws Exception {
        saying("war").write(webapps.resolve("shop.war"));
        looks(2);
        Path shop = saying("directory").explode(webapps.resolve("shop"));
        looks(2);
        assertEquals("directory", page("/shop/"), "a directory wins");
        saying("upper").write(webapps.resolve("SHOP.war"));
        looks(2);
        assertEquals("upper", page("/SHOP/"), "names of contexts differ by case");
        try (Stream<Path> files = Files.walk(shop)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
        looks(2);
        assertEquals("war", page("/shop/"));
    }

    @Test
    void aNameThatGivesNoContextIsListedUntilItIsGone() throws Exception {
        Path odd = saying("x").write(webapps.resolve("a;b.war"));
        looks(4);
        assertTrue(only().reason().startsWith("LNR-4040"), only().reason());
        Files.delete(odd);
        looks(2);
        assertEquals(List.of(), deployer.list());
    }

    @Test
    void aDirectoryThatIsGoneOrReplacedByAnEmptyOneEndsNothing() throws Exception {
        saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Path elsewhere = directory.resolve("unmounted");
        Files.move(webapps, elsewhere);
        looks(5);
        assertEquals("one", page("/shop/"));
        Files.createDirectory(webapps);
        looks(5);
        assertEquals("one", page("/shop/"));
        Files.delete(webapps);
        Files.move(elsewhere, webapps);
        Files.delete(webapps.resolve("shop.war"));
        looks(2);
        assertEquals("404", page("/shop/"), "it is there again");
    }

    @Test
    void whatACommandDeployedFromElsewhereIsNotTouched() throws Exception {
        Path other = saying("command").write(directory.resolve("other.war"));
        deployer.deploy(other, new ContextName("/shop"));
        saying("webapps").write(webapps.resolve("shop.war"));
        looks(3);
        assertEquals("command", page("/shop/"));
        Files.delete(other);
        looks(3);
        assertEquals("command", page("/shop/"), "its file is not needed any more");
    }

    @Test
    void aCommandThatFailsToReplaceWhatLiesHereStartsNothingAgain() throws Exception {
        saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        List<ClassLoader> serving = deployer.loaders();
        Path bad = TestWar.war().webXml("<servlet/>").write(directory.resolve("new.war"));
        assertThrows(DeploymentException.class, () -> deployer.deploy(bad, new ContextName("/shop")));
        looks(5);
        assertEquals(serving, deployer.loaders());
        assertEquals(bad, only().newer().source());
    }

    @Test
    void whatACommandEndedStaysSoUntilItsFileChanges() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        assertTrue(deployer.undeploy(new ContextName("/shop")));
        looks(3);
        assertEquals("404", page("/shop/"));
        touch(war, 10);
        looks(2);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void theStartOfTheServerIsTheFirstLook() throws Exception {
        saying("one").write(webapps.resolve("shop.war"));
        Files.writeString(webapps.resolve("bad.war"), "no zip");
        deployer.deployAll(webapps, Set.of());
        List<Deployment> before = deployer.list();
        looks(3);
        assertEquals(before, deployer.list());
    }

    // ---- app_offline.html

    private void assertOffline(String text, TestResponse answer) {
        assertEquals(503, answer.status());
        assertEquals(text, answer.text());
        assertEquals("30", answer.header("Retry-After"));
        assertEquals("no-store", answer.header("Cache-Control"));
    }

    @Test
    void aPageBesideAWarTakesItOfflineAtOnce() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Path page = Files.writeString(webapps.resolve("shop.app_offline.html"), "<p>back soon");
        looks(1);
        assertOffline("<p>back soon", client.get("/shop/").send());
        assertOffline("<p>back soon", client.get("/shop").send());
        assertOffline("<p>back soon", client.post("/shop/WEB-INF/x?y").send());
        assertOffline("", client.head("/shop/").send());
        assertEquals(Deployment.State.OFFLINE, only().state());
        assertEquals(List.of(), deployer.loaders());

        saying("two").write(war);
        looks(5);
        assertOffline("<p>back soon", client.get("/shop/").send());
        Files.writeString(page, "<p>later");
        looks(1);
        assertOffline("<p>later", client.get("/shop/").send());

        Files.delete(page);
        looks(2);
        assertEquals("two", page("/shop/"));
        assertEquals(Deployment.State.RUNNING, only().state());
    }

    @Test
    void aPageInADirectoryTakesItOffline() throws Exception {
        Path shop = saying("one").explode(webapps.resolve("ROOT"));
        looks(2);
        Files.writeString(shop.resolve("app_offline.html"), "root is off");
        looks(1);
        assertOffline("root is off", client.get("/any/where").send());
        Files.delete(shop.resolve("app_offline.html"));
        looks(2);
        assertEquals("one", page("/"));
    }

    @Test
    void aPageWithoutAnApplicationHoldsThePathAndAnEmptyOneGivesThePlainAnswer() throws Exception {
        Path page = Files.writeString(webapps.resolve("shop.app_offline.html"), "");
        looks(1);
        TestResponse answer = client.get("/shop/").send();
        assertEquals(503, answer.status());
        assertTrue(answer.text().contains("503"), answer.text());
        looks(3);
        saying("one").write(webapps.resolve("shop.war"));
        looks(3);
        assertEquals("503", page("/shop/"));
        Files.delete(page);
        looks(2);
        assertEquals("one", page("/shop/"));
        Files.delete(webapps.resolve("shop.war"));
        looks(2);
        assertEquals(List.of(), deployer.list());
    }

    @Test
    void aServerThatStartsWithAPageIsOffline() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        Path page = Files.writeString(webapps.resolve("shop.app_offline.html"), "off");
        deployer.deployAll(webapps, Set.of());
        assertOffline("off", client.get("/shop/").send());
        assertEquals(war, only().source());
        Files.delete(page);
        looks(2);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void aFailureToComeBackKeepsThePageAndIsListed() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Path page = Files.writeString(webapps.resolve("shop.app_offline.html"), "off");
        looks(1);
        TestWar.war().webXml("<servlet/>").write(war);
        Files.delete(page);
        looks(2);
        assertOffline("off", client.get("/shop/").send());
        Deployment offline = only();
        assertTrue(offline.newer().reason().startsWith("LNR-4003"), offline.toString());
        looks(5);
        assertEquals(offline, only(), "it was tried once");
        saying("three").write(war);
        looks(2);
        assertEquals("three", page("/shop/"));
    }

    @Test
    void aPageThatIsTooLargeIsRefusedAndTheApplicationGoesOn() throws Exception {
        saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Path page = Files.write(webapps.resolve("shop.app_offline.html"), new byte[OfflineFile.LARGEST + 1]);
        looks(3);
        assertEquals("one", page("/shop/"));
        Files.delete(page);
        looks(2);
        assertEquals("one", page("/shop/"));
    }

    @Test
    void anApplicationFromElsewhereGoesOfflineByAPageBesideItOrInWebapps() throws Exception {
        Path other = saying("one").write(directory.resolve("other.war"));
        deployer.deploy(other, new ContextName("/shop"));
        for (Path page : List.of(directory.resolve("other.app_offline.html"),
                webapps.resolve("shop.app_offline.html"))) {
            Files.writeString(page, "off");
            looks(1);
            assertOffline("off", client.get("/shop/").send());
            looks(3);
            Files.delete(page);
            looks(1);
            assertEquals("one", page("/shop/"));
        }
    }

    @Test
    void aFileThatCouldNotReplaceWhatServesFromElsewhereMayGo() throws Exception {
        deployer.deploy(saying("elsewhere").write(directory.resolve("shop.war")), new ContextName("/shop"));
        Path bad = TestWar.war().webXml("<servlet/>").write(webapps.resolve("shop.war"));
        assertThrows(DeploymentException.class, () -> deployer.deploy(bad, new ContextName("/shop")));
        looks(3);
        Files.delete(bad);
        looks(5);
        assertEquals("elsewhere", page("/shop/"));
    }

    @Test
    void whatServesFromHereEndsWithItsFileThoughACommandFailedToReplaceIt() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        looks(2);
        Path bad = TestWar.war().webXml("<servlet/>").write(directory.resolve("new.war"));
        assertThrows(DeploymentException.class, () -> deployer.deploy(bad, new ContextName("/shop")));
        Files.delete(war);
        looks(3);
        assertEquals("404", page("/shop/"));
    }

    @Test
    void aFileFromHereThatACommandServesAtAnotherPathGoesOn() throws Exception {
        Path war = saying("one").write(webapps.resolve("shop.war"));
        deployer.deploy(war, new ContextName("/other"));
        looks(5);
        assertEquals("one", page("/other/"));
        assertEquals("one", page("/shop/"));
        Files.delete(war);
        looks(3);
        assertEquals("404", page("/other/"));
        assertEquals("404", page("/shop/"));
    }

    @Test
    void aCopyIsKeptOfWhatServesAndNotOfWhatFailedMeanwhile() throws Exception {
        ContextName shop = new ContextName("/shop");
        Path good = saying("good").write(directory.resolve("good.war"));
        deployer.deploy(good, shop);
        Path bad = TestWar.war().webXml("<servlet/>").write(directory.resolve("bad.war"));
        assertThrows(DeploymentException.class, () -> deployer.deploy(bad, shop));
        Path kept = new WebAppsStore(webapps, "", deployer).keep(shop);
        assertEquals(-1, Files.mismatch(good, kept));
        deployer.undeploy(shop);
        assertThrows(DeploymentException.class, () -> new WebAppsStore(webapps, "", deployer).keep(shop));
    }

    @Test
    void theLastFileOfADirectoryThatWasMadeLaterEndsTooWhenItGoes() throws Exception {
        Path later = directory.resolve("webapps-later");
        watch = new WebAppsWatch(later, "", deployer, Runnable::run);
        looks(1);
        Files.createDirectory(later);
        Path war = saying("one").write(later.resolve("shop.war"));
        looks(2);
        assertEquals("one", page("/shop/"));
        Files.delete(war);
        looks(3);
        assertEquals("404", page("/shop/"));
    }

    @Test
    void whatLiesHereForAContextIsFoundThoughItsNameDiffersOrAnotherServes() throws Exception {
        WebAppsStore store = new WebAppsStore(webapps, "", deployer);
        assertNull(store.find(new ContextName("/shop")));
        Path war = saying("here").write(webapps.resolve("shop.WAR"));
        deployer.deploy(saying("elsewhere").write(directory.resolve("shop.war")), new ContextName("/shop"));
        assertEquals(war, store.find(new ContextName("/shop")));
        deployer.undeploy(new ContextName("/shop"));
        looks(2);
        assertEquals("here", page("/shop/"), "as the command says");
    }
}
