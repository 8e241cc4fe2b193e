package dev.lanner.container;

import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Files that were compressed when the application was built: `app.js.br`, `app.js.zst`, `app.js.gz` beside `app.js`.
class PrecompressedFilesTest {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private static final long MODIFIED = 784111777000L;
    private static final String PLAIN = "the plain text of a script\n";

    private final Contexts contexts = Contexts.at("");

    @TempDir Path temp;
    private Path root;

    @BeforeEach
    void files() throws Exception {
        root = Files.createDirectories(temp.resolve("root"));
        write("app.js", PLAIN);
        for (String ending : List.of("br", "zst", "gz")) {
            write("app.js." + ending, "in " + ending);
        }
    }

    @AfterEach
    void close() {
        contexts.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(MODIFIED));
    }

    private TestResponse get(String target, String accept, String... fields) throws IOException {
        contexts.definition.resources(OverlayResources.of(root, List.of(), SettingValues.DEFAULTS));
        return send(target, accept, fields);
    }

    private TestResponse send(String target, String accept, String... fields) {
        TestRequest request = contexts.request(target);
        if (accept != null) {
            request.header("Accept-Encoding", accept);
        }
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request.send();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "-|-", "''|-", "gzip|gzip", "x-gzip|gzip", "GZIP|gzip", "zstd|zstd", "br|br", "gzip, deflate, br, zstd|br",
        "gzip, zstd|zstd", "zstd, gzip;q=0.9|zstd", "gzip, br;q=0.9|gzip", "gzip;q=0.8, zstd;q=0.9, br;q=0.7|zstd",
        "*|br",
        "br;q=0, *|zstd", "br;q=0, zstd;q=0, *;q=0.1|gzip", "*;q=0|-", "*;q=0, gzip|gzip", "identity|-",
        "identity, br|br",
        "identity;q=1, br;q=0.5|-", "identity;q=0.5, br;q=0.5|br", "identity;q=0, deflate|-", "identity;q=0, *|br",
        "deflate|-", "br;q=0|-", "br;q=0.000, gzip;q=0.001|gzip", "br;q=1.1, gzip|gzip", "brotli|-",
        "'gzip;q=1 , br ; q=0.2'|gzip"})
    void theClientChooses(String accept, String coding) throws Exception {
        TestResponse response = get("/app.js", accept);
        assertEquals(coding, response.header("Content-Encoding"));
        String ending = coding == null ? "" : coding.equals("gzip") ? "gz" : coding.equals("zstd") ? "zst" : coding;
        assertEquals(coding == null ? PLAIN : "in " + ending, response.text());
        assertEquals(Integer.toString(response.body().length), response.header("Content-Length"));
        assertEquals("text/javascript", response.header("Content-Type"));
        assertEquals("Accept-Encoding", response.header("Vary"));
        assertEquals("nosniff", response.header("X-Content-Type-Options"));
    }

    @Test
    void eachCodingHasAStrongTagOfItsOwn() throws Exception {
        write("same.js", "same size and time, plain");
        write("same.js.br", "same size");
        write("same.js.gz", "same size");
        Set<String> tags = new HashSet<>();
        for (String accept : new String[]{"identity", "br", "gzip"}) {
            String tag = get("/same.js", accept).header("ETag");
            assertTrue(tag.startsWith("\"") && tag.endsWith("\""), tag);
            assertTrue(tags.add(tag), tag + " twice");
            assertEquals(304, send("/same.js", accept, "If-None-Match", tag).status());
            TestResponse unchanged = send("/same.js", accept, "If-None-Match", "W/" + tag);
            assertEquals(tag, unchanged.header("ETag"));
            assertEquals("Accept-Encoding", unchanged.header("Vary"));
            assertEquals(412, send("/same.js", accept, "If-Match", "\"x\"").status());
            assertEquals(200, send("/same.js", accept, "If-Match", tag).status());
        }
        assertEquals(200, send("/same.js", "br", "If-None-Match", send("/same.js", "gzip").header("ETag")).status());
    }

    @Test
    void rangesAreThoseOfWhatIsChosen() throws Exception {
        TestResponse part = get("/app.js", "br", "Range", "bytes=0-1");
        assertEquals(206, part.status());
        assertEquals("in", part.text());
        assertEquals("bytes 0-1/5", part.header("Content-Range"));
        assertEquals("br", part.header("Content-Encoding"));
        assertEquals("bytes 0-1/27", send("/app.js", null, "Range", "bytes=0-1").header("Content-Range"));
        String plain = send("/app.js", null).header("ETag");
        assertEquals(200, send("/app.js", "br", "Range", "bytes=0-1", "If-Range", plain).status());
        assertEquals(206, send("/app.js", "br", "Range", "bytes=0-1", "If-Range", part.header("ETag")).status());
    }

    @Test
    void whoAsksForTheCompressedFileItselfGetsIt() throws Exception {
        TestResponse response = get("/app.js.gz", "gzip");
        assertEquals("in gz", response.text());
        assertEquals("application/gzip", response.header("Content-Type"));
        assertNull(response.header("Content-Encoding"));
        assertNull(response.header("Vary"));
    }

    @Test
    void headHasTheFieldsOfGet() throws Exception {
        String get = get("/app.js", "br").headers().toString();
        assertEquals(get, contexts.request("HEAD", "/app.js").header("Accept-Encoding", "br").send().headers()
                .toString());
    }

    @ParameterizedTest
    @CsvSource({"0,true", "1000,true", "-1999,true", "-2001,false", "-86400000,false"})
    void whatIsOlderWasMadeOfSomethingElse(long later, boolean used) throws Exception {
        Files.setLastModifiedTime(root.resolve("app.js.gz"), FileTime.fromMillis(MODIFIED + later));
        TestResponse response = get("/app.js", "gzip");
        assertEquals(used ? "gzip" : null, response.header("Content-Encoding"));
        assertEquals(used ? "in gz" : PLAIN, response.text());
    }

    @Test
    void whatIsNotSmallerIsOfNoUse() throws Exception {
        write("app.js.br", PLAIN);
        assertEquals("zstd", get("/app.js", "br, zstd").header("Content-Encoding"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/page.html", "/WEB-INF/page.html.gz", "/META-INF/page.html", "/only.txt",
        "/folder/", "/x/../WEB-INF/page.html", "/app.js/", "/app.js%00"})
    void nothingElseIsReachedByIt(String target) throws Exception {
        write("WEB-INF/page.html", "the secret page");
        write("WEB-INF/page.html.gz", "secret");
        write("META-INF/page.html", "the secret page");
        write("META-INF/page.html.gz", "secret");
        write("only.txt.gz", "without the plain file");
        write("folder/x", "x");
        write("folder.gz", "a folder is no file");
        TestResponse response = get(target, "gzip");
        assertTrue(response.status() == 404 || response.status() == 400, response.toString());
        assertNull(response.header("Content-Encoding"));
    }

    @Test
    void aLinkOutOfTheApplicationIsNotFollowed() throws Exception {
        Files.writeString(temp.resolve("outside"), "secret");
        write("linked.js", PLAIN);
        Files.createSymbolicLink(root.resolve("linked.js.gz"), temp.resolve("outside"));
        TestResponse response = get("/linked.js", "gzip");
        assertEquals(PLAIN, response.text());
        assertNull(response.header("Content-Encoding"));
    }

    @Test
    void aFileOfTheApplicationIsNotReplacedByWhatALibraryHasOfItsOwn() throws Exception {
        Path jar = temp.resolve("lib.jar");
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : Map
                    .of("both.js", "the library's text, plain", "both.js.gz", "lib gz",
                            "lib.js", "the library's text, plain", "lib.js.gz", "lib gz")
                    .entrySet()) {
                ZipEntry file = new ZipEntry("META-INF/resources/" + entry.getKey());
                file.setLastModifiedTime(FileTime.fromMillis(MODIFIED + 1_000_000));
                zip.putNextEntry(file);
                zip.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        write("both.js", "the application's text, plain");
        contexts.definition.resources(OverlayResources.of(root, List.of(jar), SettingValues.DEFAULTS));
        assertEquals("the application's text, plain", send("/both.js", "gzip").text());
        TestResponse library = send("/lib.js", "gzip");
        assertEquals("gzip", library.header("Content-Encoding"));
        assertEquals("lib gz", library.text());
    }

    @Test
    void withCompressionOnFilesThatAreCompressedAlreadyStaySo() throws Exception {
        contexts.definition.settings(new SettingValues(SettingValues.DEFAULTS,
                Map.of(Settings.COMPRESSION, new SettingValues.Value(Settings.Switch.ON, "test"),
                        Settings.COMPRESSION_MIN_SIZE, new SettingValues.Value(1L, "test"))));
        TestResponse br = get("/app.js", "gzip;q=0.9, br");
        assertEquals("in br", br.text());
        assertEquals(List.of("Accept-Encoding"), br.headers().all("Vary"));
        assertTrue(br.header("ETag").endsWith("-br\""), br.header("ETag"));
        TestResponse plain = send("/app.js", "deflate");
        assertEquals(PLAIN, plain.text());
        assertEquals(List.of("Accept-Encoding"), plain.headers().all("Vary"));
    }
}
