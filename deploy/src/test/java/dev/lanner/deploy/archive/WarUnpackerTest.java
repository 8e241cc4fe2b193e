package dev.lanner.deploy.archive;

import dev.lanner.deploy.TestWar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class WarUnpackerTest {
    private static final ArchiveLimits LIMITS = new ArchiveLimits(10 << 20, 100, 20);

    @TempDir Path directory;

    private Path work() {
        return directory.resolve("work");
    }

    private List<Path> left() throws IOException {
        if (!Files.exists(work())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(work())) {
            return files.toList();
        }
    }

    private String refused(byte[] war) throws IOException {
        Path file = Files.write(directory.resolve("bad.war"), war);
        String message = assertThrows(InvalidArchiveException.class,
                () -> new WarUnpacker(LIMITS).unpack(file, work())).getMessage();
        assertTrue(message.contains("bad.war"), message);
        assertEquals(List.of(), left());
        return message;
    }

    @Test
    void unpacksIntoAPrivateDirectoryNamedByTheContent() throws Exception {
        Path war = TestWar.war().file("index.html", "hello").file("WEB-INF/web.xml", "<web-app/>")
                .write(directory.resolve("a.war"));
        Path root = new WarUnpacker(LIMITS).unpack(war, work());
        assertEquals("hello", Files.readString(root.resolve("index.html")));
        assertEquals(work(), root.getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(work())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
        Path copy = Files.copy(war, directory.resolve("b.war"));
        assertEquals(root, new WarUnpacker(LIMITS).unpack(copy, work()));
        TestWar.war().file("index.html", "other").write(war);
        Path other = new WarUnpacker(LIMITS).unpack(war, work());
        assertFalse(other.equals(root));
        assertEquals("hello", Files.readString(root.resolve("index.html")));
        assertEquals(2, left().size());
    }

    static Stream<Arguments> names() {
        return Stream.of(arguments("../x", "leads out of its directory"),
                arguments("a/../../x", "leads out of its directory"), arguments("a/..", "leads out of its directory"),
                arguments("/etc/x", "absolute"), arguments("C:/x", "absolute"), arguments("a\\..\\x", "backslash"),
                arguments("..\\x", "backslash"), arguments("a\nb", "control character"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void refusesEntriesThatLeadOut(String name, String reason) throws IOException {
        String message = refused(TestWar.war().file("index.html", "x").file(name, "x").bytes());
        assertTrue(message.startsWith("LNR-4023") && message.contains(reason)
                && message.contains(name.replace('\n', '?')), message);
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void refusesSymbolicLinks() throws IOException {
        byte[] war = TestWar.war().file("index.html", "x").file("out", "/etc/passwd").bytes();
        ByteBuffer bytes = ByteBuffer.wrap(war).order(ByteOrder.LITTLE_ENDIAN);
        int links = 0;
        for (int i = 0; i + 46 < war.length; i++) {
            if (bytes.getInt(i) == 0x02014b50 && new String(war, i + 46, 3, StandardCharsets.US_ASCII).equals("out")) {
                war[i + 5] = 3;
                bytes.putInt(i + 38, 0xA1FF << 16);
                links++;
            }
        }
        assertEquals(1, links);
        String message = refused(war);
        assertTrue(message.contains("\"out\" is a symbolic link"), message);
    }

    @Test
    void refusesMoreEntriesThanAllowed() throws IOException {
        TestWar war = TestWar.war();
        for (int i = 0; i < 101; i++) {
            war.file("f" + i, "x");
        }
        String message = refused(war.bytes());
        assertTrue(message.contains("more than 100 entries") && message.contains("limits.max-war-entries"), message);
    }

    @Test
    void refusesABomb() throws IOException {
        String message = refused(TestWar.war().file("zeros", new byte[4 << 20]).bytes());
        assertTrue(message.contains("20 times its size") && message.contains("\"zeros\""), message);
    }

    @Test
    void refusesMoreBytesThanAllowed() throws IOException {
        byte[] noise = new byte[11 << 20];
        new java.util.Random(1).nextBytes(noise);
        String message = refused(TestWar.war().file("noise", noise).bytes());
        assertTrue(message.contains("limits.max-war-size"), message);
    }

    static Stream<Arguments> broken() throws IOException {
        byte[] good = TestWar.war().file("index.html", "hello, hello, hello, hello, hello").bytes();
        byte[] cut = java.util.Arrays.copyOf(good, good.length / 2);
        byte[] flipped = good.clone();
        for (int i = 30 + "index.html".length(); i < 30 + "index.html".length() + 12; i++) {
            flipped[i] ^= 0x55;
        }
        return Stream.of(arguments("empty", new byte[0]), arguments("text", "no zip at all".getBytes()),
                arguments("cut off", cut), arguments("damaged content", flipped));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void namesABrokenFile(String name, byte[] war) throws IOException {
        assertTrue(refused(war).startsWith("LNR-4021"));
    }

    @Test
    void leavesNothingWhenTheDirectoryCanNotBeWritten() throws Exception {
        Path war = TestWar.war().file("a", "x").write(directory.resolve("a.war"));
        Path occupied = Files.writeString(directory.resolve("file"), "");
        assertThrows(IOException.class, () -> new WarUnpacker(LIMITS).unpack(war, occupied.resolve("work")));
    }

    @Test
    void laterEntriesOfOneNameDoNotBreakTheUnpacking() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("d/"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("d/a"));
            zip.write('1');
            zip.closeEntry();
        }
        Path war = Files.write(directory.resolve("a.war"), out.toByteArray());
        assertEquals("1", Files.readString(new WarUnpacker(LIMITS).unpack(war, work()).resolve("d/a")));
    }

    @Test
    void saysWhichDiskIsFullAndWhatItNeedsBeforeAnythingIsWritten() throws Exception {
        Path war = TestWar.war().file("large.bin", new byte[300_000]).write(directory.resolve("a.war"));
        String message = assertThrows(IOException.class,
                () -> new WarUnpacker(LIMITS, parent -> 100_000).unpack(war, work())).getMessage();
        assertTrue(
                message.startsWith("LNR-4022 " + war + ": can't be unpacked into " + work() + ": the disk is full: "),
                message);
        assertTrue(message.contains(" has room for 97 KiB, and the WAR takes 293 KiB when unpacked; make room"),
                message);
        assertEquals(List.of(), left());
    }

    @Test
    void refusesAnEntryWhoseContentIsNotWhatItsChecksumSays() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.write("unmistakable".getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }
        String war = out.toString(StandardCharsets.ISO_8859_1).replace("unmistakable", "unmistakablE");
        assertTrue(refused(war.getBytes(StandardCharsets.ISO_8859_1)).contains("the entry \"a.txt\" is damaged"));
    }
}
