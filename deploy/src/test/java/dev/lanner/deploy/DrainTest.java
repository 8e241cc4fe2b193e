package dev.lanner.deploy;

import dev.lanner.container.ServletContainer;
import dev.lanner.testkit.Eventually;
import dev.lanner.testkit.InMemoryConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A request of the old version that takes long.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrainTest {
    @TempDir Path directory;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void latches() {
        System.getProperties().put("test.entered", entered);
        System.getProperties().put("test.go-on", goOn);
    }

    @AfterEach
    void forget() {
        goOn.countDown();
        System.getProperties().remove("test.entered");
        System.getProperties().remove("test.go-on");
    }

    private Path version(String text) throws IOException {
        return TestWar.war().classes("package a; import java.util.concurrent.*; import jakarta.servlet.http.*; "
                + "@jakarta.servlet.annotation.WebServlet(\"/slow\") public class Slow extends HttpServlet { "
                + "protected void doGet(HttpServletRequest q, HttpServletResponse p) throws java.io.IOException { "
                + "p.getWriter().print(\"begun \"); p.flushBuffer(); "
                + "((CountDownLatch) System.getProperties().get(\"test.entered\")).countDown(); "
                + "try { ((CountDownLatch) System.getProperties().get(\"test.go-on\")).await(); } "
                + "catch (InterruptedException e) { throw new IllegalStateException(e); } "
                + "p.getWriter().print(new End().text()); } }",
                "package a; class End { String text() { return \"" + text + "\"; } }")
                .file("index.html", text).write(directory.resolve("app.war"));
    }

    private CompletableFuture<String> slow(InMemoryConnector client) throws InterruptedException {
        CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> client.get("/app/slow").send().text(),
                Thread.ofPlatform()::start);
        entered.await();
        return slow;
    }

    private long unpacked() {
        try (Stream<Path> files = Files.list(directory.resolve("work/app"))) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{32}")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsThereWhileNewerVersionsServeAndKeepsItsFilesUntilThen() throws Exception {
        try (ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMinutes(1)).build();
                Deployer deployer = new Deployer(container, directory.resolve("work"),
                        context -> ContextConfig.DEFAULT)) {
            InMemoryConnector client = new InMemoryConnector(container);
            deployer.deploy(version("one"));
            CompletableFuture<String> slow = slow(client);
            deployer.deploy(version("two"));
            assertEquals("two", client.get("/app/").send().text());
            deployer.deploy(version("three"));
            assertEquals("three", client.get("/app/").send().text());
            assertFalse(slow.isDone());
            assertEquals(2, unpacked(), "the one that drains, and the one that serves");

            goOn.countDown();
            assertEquals("begun one", slow.get(), "a class that was loaded after the replacement");
            Eventually.until("its files are deleted", () -> unpacked() == 1);
        }
    }

    @Test
    void isLeftToItselfWhenTheTimeIsOver() throws Exception {
        try (ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMillis(50)).build();
                Deployer deployer = new Deployer(container, directory.resolve("work"),
                        context -> ContextConfig.DEFAULT)) {
            InMemoryConnector client = new InMemoryConnector(container);
            deployer.deploy(version("one"));
            CompletableFuture<String> slow = slow(client);
            deployer.deploy(version("two"));
            Eventually.until("the old one has ended", () -> unpacked() == 1);
            assertEquals("two", client.get("/app/").send().text());
            assertTrue(deployer.undeploy(new ContextName("/app")));
            goOn.countDown();
            assertTrue(slow.get().startsWith("begun "), "its answer has begun");
        }
    }
}
