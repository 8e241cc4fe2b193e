package dev.lanner.jsp;

import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.Deployer;
import dev.lanner.testkit.InMemoryConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Where translated pages lie, and how long.
class PageDirectoriesTest {
    @TempDir Path directory;

    private Path temporary() {
        return directory.resolve("temp");
    }

    private Path kept() {
        return directory.resolve("kept");
    }

    @Test
    void theSecondStartOfAWarTranslatesNothing() throws Exception {
        Path war = new PageWar().file("a b.jsp", "${1 + 1}").file("one.jsp", "${2 + 2}").write(
                directory.resolve("app.war"));
        assertEquals("2 4", serve(war));
        List<Path> sources = translated(".java");
        assertEquals(2, sources.size());
        for (Path source : sources) {
            Files.delete(source);
        }
        assertEquals("2 4", serve(war));
        assertEquals(List.of(), translated(".java"), "none was translated again");
        assertEquals(2, translated(".class").size());
    }

    private String serve(Path war) throws Exception {
        try (ServletContainer container = ServletContainer.builder().build();
                Deployer deployer = new Deployer(container, directory.resolve("work"),
                        name -> ContextConfig.DEFAULT)) {
            InMemoryConnector client = new InMemoryConnector(container);
            deployer.deploy(war);
            return client.get("/app/a%20b.jsp").send().text().strip() + " "
                    + client.get("/app/one.jsp").send().text().strip();
        }
    }

    private List<Path> translated(String suffix) throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("work"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("_jsp" + suffix)).toList();
        }
    }

    @Test
    void eachServletHasItsOwn() throws Exception {
        PageDirectories pages = new PageDirectories(kept());
        assertNotEquals(pages.open("a/b", temporary()), pages.open("a", temporary()));
    }

    @Test
    void theSameServletHasTheSameAgain() throws Exception {
        PageDirectories first = new PageDirectories(kept());
        Path before = first.open("jsp", temporary());
        first.close();
        assertEquals(before, new PageDirectories(kept()).open("jsp", temporary()));
        assertTrue(before.startsWith(kept()));
    }

    @Test
    void aSecondDeploymentOfTheSameContentUsesItsTemporaryDirectory() throws Exception {
        PageDirectories first = new PageDirectories(kept());
        assertTrue(first.open("jsp", temporary()).startsWith(kept()));
        PageDirectories second = new PageDirectories(kept());
        assertTrue(second.open("jsp", temporary()).startsWith(temporary()));
        first.close();
        assertTrue(second.open("other", temporary()).startsWith(temporary()), "it stays where it began");
        assertTrue(new PageDirectories(kept()).open("jsp", temporary()).startsWith(kept()));
    }

    @Test
    void contentThatMayChangeIsTranslatedIntoTheTemporaryDirectory() throws Exception {
        assertTrue(new PageDirectories(null).open("jsp", temporary()).startsWith(temporary()));
    }
}
