package dev.lanner.container;

import dev.lanner.container.definition.ErrorPageDefinition;
import dev.lanner.container.resource.Resource;
import dev.lanner.container.resource.ResourceTree;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Welcome files (Servlet 6.1, 10.10) and files as error pages.
class WelcomeAndFilesTest {
    private static final Map<String, String> FILES = Map.of("/index.html", "root", "/dir/index.html", "dir",
            "/error.html", "error page", "/WEB-INF/page.html", "inside", "/x.jsp", "<% source %>");
    private final Contexts contexts = Contexts.at("/app");

    private record Text(String path, String text, boolean isDirectory) implements Resource {
        @Override
        public long length() {
            return text.length();
        }

        @Override
        public long lastModified() {
            return 784_111_777_000L;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Path file() {
            return null;
        }
    }

    private static final class Tree implements ResourceTree {
        @Override
        public Resource find(String path) {
            String text = FILES.get(path);
            if (text != null) {
                return new Text(path, text, false);
            }
            String folder = path.endsWith("/") ? path : path + "/";
            return FILES.keySet().stream().anyMatch(f -> f.startsWith(folder)) ? new Text(path, "", true) : null;
        }

        @Override
        public Set<String> list(String path) {
            return Set.of();
        }

        @Override
        public URL url(String path) {
            return null;
        }

        @Override
        public Path realPath(String path) {
            return null;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void deploy() {
        contexts.definition.resources(new Tree()).welcomeFiles(List.of("welcome", "index.html"));
    }

    @AfterEach
    void close() {
        contexts.close();
    }

    @Test
    void aDirectoryIsRedirectedToBelowAContextWhosePathIsEncoded() {
        try (Contexts spaced = Contexts.at("/a b")) {
            spaced.definition.resources(new Tree());
            assertEquals("/a%20b/dir/?q", spaced.get("/a%20b/dir?q").header("Location"));
            assertEquals("/a%20b/", spaced.get("/a%20b").header("Location"));
        }
    }

    @Test
    void aFileOrAServletStandsForItsDirectory() {
        contexts.servlet("welcome", (q, r) -> r.getWriter().print("servlet " + q.getServletPath() + " "
                + q.getRequestURI()), "/sub/welcome");
        assertEquals("root", contexts.text("/app/"));
        assertEquals("dir", contexts.text("/app/dir/"));
        assertEquals("servlet /sub/welcome /app/sub/", contexts.text("/app/sub/"));
        assertEquals(404, contexts.get("/app/none/").status());
    }

    @Test
    void aFileAsErrorPageKeepsTheStatus() {
        contexts.definition.errorPage(ErrorPageDefinition.forStatus(404, "/error.html"));
        var response = contexts.request("POST", "/app/none")
                .header("If-Modified-Since", "Sun, 06 Nov 2094 08:49:37 GMT")
                .header("Range", "bytes=0-1").send();
        assertEquals(404, response.status());
        assertEquals("error page", response.text());
    }

    @Test
    void aFilterOfTheWelcomeFileRuns() {
        contexts.filter("*.html", (q, r, chain) -> {
            r.setHeader("F", q.getServletPath());
            chain.doFilter(q, r);
        });
        assertEquals("/dir/index.html", contexts.get("/app/dir/").header("F"));
    }

    @Test
    void insidesAreNotServedButDispatchedTo() {
        contexts.servlet("s", (q, r) -> q.getRequestDispatcher("/WEB-INF/page.html").forward(q, r), "/s");
        assertEquals(404, contexts.get("/app/WEB-INF/page.html").status());
        assertEquals(404, contexts.get("/app//WEB-INF/./page.html").status());
        assertEquals("inside", contexts.text("/app/s"));
    }

    @Test
    void theSourceOfAJspIsNeverSent() {
        assertEquals(501, contexts.get("/app/x.jsp").status());
        assertEquals(501, contexts.get("/app/x.jsp;a=b").status());
    }

    @Test
    void aFileFollowsWhatAFilterWroteByTheWriterOrTheStream() {
        contexts.filter("/*", (q, r, chain) -> {
            if (q.getParameter("stream") != null) {
                r.getOutputStream().print("<filter>");
            } else if (q.getParameter("writer") != null) {
                r.getWriter().print("<filter>");
            }
            chain.doFilter(q, r);
        });

        var byWriter = contexts.get("/app/index.html?writer");
        assertEquals("<filter>root", byWriter.text());
        assertEquals(List.of(), byWriter.headers().all("ETag"));
        assertEquals("<filter>root", contexts.text("/app/index.html?stream"));
        assertEquals("<filter>root", contexts.request("/app/index.html?stream").header("Range", "bytes=0-1").send()
                .text());
        assertEquals("root", contexts.text("/app/index.html"));
    }
}
