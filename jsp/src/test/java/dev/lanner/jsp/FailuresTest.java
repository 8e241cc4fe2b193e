package dev.lanner.jsp;

import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.Deployer;
import dev.lanner.testkit.InMemoryConnector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the owner reads of pages that fail.
class FailuresTest {
    @TempDir Path directory;

    private List<String> logged(PageWar war, String path) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(entry.getMessage() + (entry.getThrown() == null ? "" : " " + entry.getThrown()));
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try (ServletContainer container = ServletContainer.builder().build();
                Deployer deployer = new Deployer(container, directory.resolve("work"),
                        context -> ContextConfig.DEFAULT)) {
            deployer.deploy(war.write(directory.resolve("app.war")));
            assertEquals(500, new InMemoryConnector(container).get("/app" + path).send().status());
        } finally {
            root.removeHandler(handler);
        }
        return new ArrayList<>(lines);
    }

    @Test
    void aFailureIsLoggedOnceWithFileAndLineOfThePage() throws Exception {
        List<String> lines = logged(new PageWar().file("out.jsp", "<jsp:include page=\"bad.jsp\"/>").file("bad.jsp",
                "<% int zero = 0; %>\n\n<%= 1 / zero %>"), "/out.jsp");
        assertEquals(List.of("LNR-4204: /bad.jsp:3: java.lang.ArithmeticException: / by zero"),
                lines.stream().filter(line -> line.startsWith("LNR-4204")).toList(), lines.toString());
    }

    @Test
    void aPageThatCanNotBeTranslatedIsLoggedWithFileAndLine() throws Exception {
        List<String> lines = logged(new PageWar().file("t.jsp", "a\n\n<c:out value='secret'/><%@ nothing %>"),
                "/t.jsp");
        assertTrue(lines.stream().anyMatch(line -> line.contains("/t.jsp") && line.contains("3")), lines.toString());
        assertFalse(lines.toString().contains("secret"), lines.toString());
    }
}
