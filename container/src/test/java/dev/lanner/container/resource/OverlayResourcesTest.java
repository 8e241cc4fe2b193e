package dev.lanner.container.resource;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OverlayResourcesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir Path temp;
    private Path root;
    private Path outside;
    private Path jar;
    private Path exploded;
    private OverlayResources tree;
    private long nanos;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectories(temp.resolve("app"));
        outside = Files.createDirectories(temp.resolve("outside"));
        write(root.resolve("index.html"), "index");
        write(root.resolve("a b.txt"), "space");
        write(root.resolve("dir/file.txt"), "file");
        write(root.resolve("both.txt"), "root");
        write(root.resolve("WEB-INF/web.xml"), "secret");
        write(outside.resolve("out.txt"), "out");
        jar = temp.resolve("lib.jar");
        try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, "META-INF/resources/both.txt", "jar");
            entry(zip, "META-INF/resources/lib/x y.js", "js");
            entry(zip, "META-INF/resources/lib/deep/z.js", "z");
            entry(zip, "META-INF/resources/WEB-INF/evil.xml", "evil");
            entry(zip, "META-INF/resources/meta-inf/evil.xml", "evil");
            entry(zip, "META-INF/resources/../../up.txt", "up");
            entry(zip, "META-INF/MANIFEST.MF", "");
            entry(zip, "top.txt", "top");
        }
        exploded = Files.createDirectories(temp.resolve("exploded"));
        write(exploded.resolve("META-INF/resources/exploded.txt"), "exploded");
        write(exploded.resolve("META-INF/resources/WEB-INF/evil.xml"), "evil");
        tree = open(Map.of());
    }

    @AfterEach
    void close() {
        tree.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/index.html|index", "/a b.txt|space", "/dir/file.txt|file", "/both.txt|root",
        "/lib/x y.js|js", "/lib/deep/z.js|z", "/exploded.txt|exploded", "/WEB-INF/web.xml|secret"})
    void filesAreFound(String path, String content) throws IOException {
        Resource found = tree.find(path);
        assertEquals(path, found.path());
        assertFalse(found.isDirectory());
        assertEquals(content.length(), found.length());
        assertEquals(content, text(found));
        try (InputStream in = tree.url(path).openStream()) {
            assertEquals(content, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dir", "/dir/", "/lib", "/lib/deep/", "/WEB-INF"})
    void directoriesAreFound(String path) {
        Resource found = tree.find(path);
        assertTrue(found.isDirectory());
        assertEquals(0, found.length());
        assertThrows(IOException.class, found::open);
    }

    // S21, S23, S24, S26
    @ParameterizedTest
    @ValueSource(strings = {"", "index.html", "/nothing", "/index.html/", "/index.html/x", "/INDEX.html",
        "/index.html.",
        "/index.html ", "/index.html::$DATA", "/INDEX~1.HTM", "/dir/../index.html", "/dir/..", "/..",
        "/../outside/out.txt",
        "/.", "/./index.html", "//index.html", "/dir//file.txt", "/dir\\file.txt", "/..\\outside\\out.txt",
        "/index.html\0", "/index.html\n", "/up.txt", "/top.txt", "/WEB-INF/evil.xml", "/META-INF/evil.xml",
        "/meta-inf/evil.xml", "/link/out.txt", "/link.txt", "/hidden/web.xml", "/fifo", "/broken"})
    void nothingElseIsFound(String path) throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("link.txt"), outside.resolve("out.txt"));
        Files.createSymbolicLink(root.resolve("hidden"), root.resolve("WEB-INF"));
        Files.createSymbolicLink(root.resolve("broken"), root.resolve("gone"));
        new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start().waitFor();
        assertNull(tree.find(path));
        if (path.startsWith("/")) {
            assertNull(tree.url(path));
        }
        assertEquals(Set.of(), tree.list(path));
    }

    @Test
    void linksInsideAreServedAndOthersWhenAllowed() throws IOException {
        Files.createSymbolicLink(root.resolve("inside"), root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("link"), outside);
        assertEquals("file", text(tree.find("/inside/file.txt")));
        assertNull(tree.find("/link/out.txt"));
        try (OverlayResources following = open(Map.of(Settings.FOLLOW_LINKS, true))) {
            assertEquals("out", text(following.find("/link/out.txt")));
        }
    }

    @Test
    void directoriesAreListedTogether() {
        assertEquals(new TreeSet<>(Set.of("/index.html", "/a b.txt", "/dir/", "/both.txt", "/WEB-INF/", "/lib/",
                "/exploded.txt")), new TreeSet<>(tree.list("/")));
        assertEquals(Set.of("/lib/x y.js", "/lib/deep/"), tree.list("/lib"));
        assertEquals(Set.of("/dir/file.txt"), tree.list("/dir/"));
        assertEquals(Set.of(), tree.list("/index.html"));
        assertEquals(Set.of("/WEB-INF/web.xml"), tree.list("/WEB-INF"));
    }

    @Test
    void realPathsAreThoseOfTheDirectory() throws IOException {
        Path real = root.toRealPath();
        assertEquals(real.resolve("index.html"), tree.realPath("/index.html"));
        assertEquals(real.resolve("index.html"), tree.realPath("index.html"));
        assertEquals(real.resolve("new/file"), tree.realPath("/new/file"));
        assertEquals(real, tree.realPath("/"));
        assertNull(tree.realPath("/../x"));
        assertNull(tree.realPath("/lib/x y.js"));
        assertEquals(exploded.toRealPath().resolve("META-INF/resources/exploded.txt"), tree.realPath("/exploded.txt"));
        assertThrows(MalformedURLException.class, () -> tree.url("index.html"));
    }

    @Test
    void changesAreSeenAfterTheTimeToLive() throws IOException {
        StaticFile before = tree.file("/index.html");
        assertNull(tree.find("/new.txt"));
        assertEquals("index", new String(before.content(), StandardCharsets.UTF_8));
        write(root.resolve("index.html"), "changed");
        write(root.resolve("new.txt"), "new");
        nanos += 5 * SECOND - 1;
        assertSame(before, tree.file("/index.html"));
        assertNull(tree.find("/new.txt"));
        nanos += 1;
        StaticFile after = tree.file("/index.html");
        assertNotEquals(before.etag(), after.etag());
        assertEquals("changed", new String(after.content(), StandardCharsets.UTF_8));
        assertNotNull(tree.find("/new.txt"));
        Files.delete(root.resolve("index.html"));
        nanos += 5 * SECOND;
        assertNull(tree.find("/index.html"));
        assertEquals(0, tree.cache().contentBytes());
    }

    @Test
    void anUnchangedFileKeepsItsContent() throws IOException {
        StaticFile before = tree.file("/index.html");
        byte[] content = before.content();
        nanos += 6 * SECOND;
        assertSame(before, tree.file("/index.html"));
        assertSame(content, before.content());
    }

    @Test
    void theBudgetOfContentHolds() throws IOException {
        for (int i = 0; i < 20; i++) {
            write(root.resolve("f" + i), "x".repeat(100));
        }
        try (OverlayResources small = open(Map.of(Settings.STATIC_CACHE_SIZE, 1000L))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 20; i++) {
                    assertEquals(100, small.file("/f" + i).content().length);
                    assertTrue(small.cache().contentBytes() <= 1000);
                }
            }
            assertTrue(small.cache().contentBytes() > 500);
        }
        try (OverlayResources none = open(Map.of(Settings.STATIC_CACHE_TIME, Duration.ZERO))) {
            assertNotSame(none.file("/f1"), none.file("/f1"));
            assertEquals(100, none.file("/f1").content().length);
            assertEquals(0, none.cache().contentBytes());
        }
    }

    @Test
    void anOutdatedFileKeepsNothing() throws IOException {
        StaticFile before = tree.file("/index.html");
        write(root.resolve("index.html"), "other");
        Files.setLastModifiedTime(root.resolve("index.html"), FileTime.fromMillis(5000));
        nanos += 5 * SECOND;
        assertNotSame(before, tree.file("/index.html"));
        before.content();
        assertEquals(0, tree.cache().contentBytes());
    }

    @Test
    void pathsThatClientsMakeUpDoNotFillTheMemory() throws IOException {
        StaticFile known = tree.file("/index.html");
        for (int i = 0; i < 10_000; i++) {
            assertNull(tree.find("/none/" + i));
        }
        assertSame(known, tree.file("/index.html"));
    }

    @Test
    void aFileThatIsNoArchiveIsRefused() {
        assertThrows(IOException.class,
                () -> OverlayResources.of(root, List.of(jar, root.resolve("index.html")), SettingValues.DEFAULTS));
        assertThrows(IOException.class,
                () -> OverlayResources.of(temp.resolve("gone"), List.of(), SettingValues.DEFAULTS));
    }

    @ParameterizedTest
    @CsvSource({"/WEB-INF,true", "/web-inf/x,true", "/Meta-Inf/,true", "/WEB-INFO,false", "/x/WEB-INF,false",
        "/,false"})
    void privatePathsAreKnown(String path, boolean isPrivate) {
        assertEquals(isPrivate, ResourcePath.isPrivate(path));
    }

    private OverlayResources open(Map<Setting<?>, Object> settings) throws IOException {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return OverlayResources.of(root, List.of(jar, exploded, outside), new SettingValues(null, values), () -> nanos);
    }

    private static String text(Resource resource) throws IOException {
        try (InputStream in = resource.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
