package dev.lanner.container.parameter;

import dev.lanner.spi.features.BodySource;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.of;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=xx";
    private static final MultipartLimits LIMITS = new MultipartLimits(1000, 16_384, 4 << 20, 1024);

    @TempDir Path directory;

    @AfterEach
    void noTemporaryFileIsLeft() throws IOException {
        assertEquals(List.of(), uploads());
    }

    @Test
    void readsFieldsAndFiles() throws IOException {
        String body = """
                preamble\r
                --xx\r
                Content-Disposition: form-data; name="a"\r
                \r
                one\r
                --xx  \t\r
                content-disposition: form-data; name=f; filename="../../etc/x.txt"\r
                Content-Type: text/plain\r
                X-Other: 1\r
                x-other: 2\r
                \r
                line\r
                --x\r
                end\r
                --xx\r
                Content-Disposition: form-data; name="a"\r
                \r
                \r
                --xx--\r
                epilogue""";
        try (MultipartForm form = read(body)) {
            assertEquals(3, form.parts().size());
            assertEquals(List.of("one", ""), form.fields().lists().get("a"));
            assertNull(form.fields().get("f"));
            Part file = form.part("f");
            assertEquals("../../etc/x.txt", file.getSubmittedFileName());
            assertEquals("text/plain", file.getContentType());
            assertEquals(List.of("1", "2"), file.getHeaders("X-OTHER"));
            assertEquals("1", file.getHeader("x-Other"));
            assertEquals(3, file.getHeaderNames().size());
            assertEquals("line\r\n--x\r\nend", text(file));
            assertEquals(14, file.getSize());
            assertNull(form.part("a").getSubmittedFileName());
            assertNull(form.part("none"));
        }
    }

    @Test
    void filesHaveRandomNamesAndAreForTheOwnerOnly() throws IOException {
        try (MultipartForm form = read(file("secret-name.txt", "x"))) {
            List<Path> files = uploads();
            assertEquals(1, files.size());
            assertFalse(files.getFirst().toString().contains("secret"));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getFirst())));
        }
    }

    @Test
    void smallFilesStayInMemoryUpToTheThreshold() throws IOException {
        try (MultipartForm form = read(file("a", "12345"), new MultipartRules(directory, -1, -1, 5, LIMITS))) {
            assertEquals(List.of(), uploads());
            assertEquals("12345", text(form.part("f")));
        }
        try (MultipartForm form = read(file("a", "123456"), new MultipartRules(directory, -1, -1, 5, LIMITS))) {
            assertEquals(1, uploads().size());
            assertEquals("123456", text(form.part("f")));
        }
    }

    @Test
    void filesGoToDiskWhenMemoryIsUsedUp() throws IOException {
        MultipartRules rules = new MultipartRules(directory, -1, -1, 1 << 20,
                new MultipartLimits(10, 16_384, 1000, 10));
        try (MultipartForm form = read(file("a", "x".repeat(5000)), rules)) {
            assertEquals(1, uploads().size());
            assertEquals(5000, form.part("f").getSize());
        }
    }

    @Test
    void everySplitOfTheBodyGivesTheSameParts() throws IOException {
        String body = field("a", "x\r\n--x\r\r\n--y") + "--xx\r\n" + header("b") + "\r\n\r\n--xx--\r\n";
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        for (int step = 1; step < bytes.length; step++) {
            int each = step;
            int[] at = new int[1];
            BodySource split = (buffer, offset, length) -> {
                int n = Math.min(Math.min(each, length), bytes.length - at[0]);
                System.arraycopy(bytes, at[0], buffer, offset, n);
                at[0] += n;
                return n == 0 ? -1 : n;
            };
            try (MultipartForm form = MultipartReader.read(TYPE, split, -1, rules(), StandardCharsets.UTF_8)) {
                assertEquals("x\r\n--x\r\r\n--y", form.fields().get("a"), "step " + step);
                assertEquals("", form.fields().get("b"));
            }
        }
    }

    @Test
    void aPartMayHaveNoBodyAtAll() throws IOException {
        try (MultipartForm form = read("--xx\r\n" + header("a") + "\r\n--xx--")) {
            assertEquals("", form.fields().get("a"));
        }
    }

    @Test
    void anEmptyFormIsOne() throws IOException {
        try (MultipartForm form = read("--xx--\r\n")) {
            assertEquals(List.of(), form.parts());
        }
    }

    static Stream<Arguments> encodings() {
        String e = "\u00c3\u00a9";
        return Stream.of(of("UTF-8 by default", "--xx\r\n" + header("a") + "\r\n" + e + "\r\n--xx--", "\u00e9"),
                of("own charset", "--xx\r\n" + header("a") + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"
                        + "\u00e9\r\n--xx--", "\u00e9"),
                of("_charset_", "--xx\r\n" + header("a") + "\r\n\u00e9\r\n" + "--xx\r\n" + header("_charset_")
                        + "\r\niso-8859-1\r\n--xx--", "\u00e9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void fieldsAreDecoded(String name, String body, String expected) throws IOException {
        try (MultipartForm form = read(body)) {
            assertEquals(expected, form.fields().get("a"));
        }
    }

    static Stream<Arguments> fileNames() {
        return Stream.of(of("; filename=\"\"", ""), of("; filename=\"\u00c3\u00a9.txt\"", "\u00e9.txt"),
                of("; filename=\"C:\\dir\\x.txt\"", "C:\\dir\\x.txt"), of("; filename=\"a\\\"b\"", "a\"b"),
                of("; filename=\"a;b\"", "a;b"), of("; filename=x; filename*=UTF-8''%e2%82%ac+&.txt", "\u20ac+&.txt"),
                of("; filename*=iso-8859-1'en'%A3", "\u00a3"));
    }

    @ParameterizedTest
    @MethodSource("fileNames")
    void fileNamesAreDecoded(String parameter, String expected) throws IOException {
        String body = "--xx\r\nContent-Disposition: form-data; name=f" + parameter + "\r\n\r\nx\r\n--xx--";
        try (MultipartForm form = read(body)) {
            assertEquals(expected, form.part("f").getSubmittedFileName());
        }
    }

    static Stream<Arguments> malformed() {
        String h = header("a");
        return Stream.of(of("empty body", ""), of("no boundary", "abc"), of("cut in the boundary", "--x"),
                of("cut after the boundary", "--xx"), of("cut in the header", "--xx\r\n" + h),
                of("cut in the content", "--xx\r\n" + h + "\r\nabc"),
                of("no closing boundary", "--xx\r\n" + h + "\r\nabc\r\n--xx\r\n"),
                of("only a longer boundary", "--xx\r\n" + h + "\r\nabc\r\n--xxy\r\n"),
                of("bare LF after the boundary", "--xx\n" + h + "\r\nabc\r\n--xx--"),
                of("bare LF in the header", "--xx\r\nContent-Disposition: form-data; name=a\n\r\nabc\r\n--xx--"),
                of("CR in a header value", "--xx\r\nContent-Disposition: form-data;\r name=a\r\n\r\nabc\r\n--xx--"),
                of("NUL in a header value", "--xx\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\nb\r\n--xx--"),
                of("folded header", "--xx\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nabc\r\n--xx--"),
                of("space before the colon", "--xx\r\nContent-Disposition : form-data; name=a\r\n\r\nabc\r\n--xx--"),
                of("no disposition", "--xx\r\nContent-Type: a/b\r\n\r\nabc\r\n--xx--"),
                of("other disposition", "--xx\r\nContent-Disposition: attachment; name=a\r\n\r\nabc\r\n--xx--"),
                of("no name", "--xx\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--xx--"),
                of("name open", "--xx\r\nContent-Disposition: form-data; name=\"a\r\n\r\nabc\r\n--xx--"),
                of("bad filename*", "--xx\r\nContent-Disposition: form-data; name=a; filename*=x\r\n\r\nb\r\n--xx--"),
                of("unknown charset", "--xx\r\n" + h + "Content-Type: text/plain; charset=klingon\r\n\r\nb\r\n--xx--"),
                of("bytes not of the charset", "--xx\r\n" + h + "\r\n\u00ff\r\n--xx--"),
                of("long preamble", "p".repeat(17_000) + "\r\n--xx--"),
                of("long epilogue", "--xx--" + "p".repeat(40_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsMalformedIsRefused(String name, String body) {
        assertEquals(400, assertThrows(ParameterProblem.class, () -> read(body)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=\"a\\\"b\"", "multipart/form-data; boundary=\"a@b\"",
        "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void badBoundariesAreRefused(String type) {
        assertEquals("malformed-multipart", assertThrows(ParameterProblem.class,
                () -> MultipartReader.read(type, BodySource.EMPTY, -1, rules(), StandardCharsets.UTF_8)).reason());
    }

    static Stream<Arguments> tooMuch() {
        MultipartLimits limits = new MultipartLimits(2, 100, 1000, 1);
        return Stream.of(
                of("part-too-large", file("a", "123456"), new MultipartRules(Path.of("x"), 5, -1, 10, LIMITS), -1),
                of("part-too-large", field("a", "123456") + "--xx--",
                        new MultipartRules(Path.of("x"), 5, -1, 0, LIMITS), -1),
                of("multipart-too-large", field("a", "1"), new MultipartRules(Path.of("x"), -1, 10, 0, LIMITS), -1),
                of("multipart-too-large", field("a", "1"), new MultipartRules(Path.of("x"), -1, 10, 0, LIMITS), 11),
                // the sum would pass the largest number
                of("multipart-too-large", "--xx--", new MultipartRules(Path.of("x"), -1, Long.MAX_VALUE - 1, 0, LIMITS),
                        Long.MAX_VALUE),
                of("too-many-parts", field("a", "1") + field("b", "1") + field("c", "1"), rules(limits), -1),
                of("too-many-parameters", field("a", "1") + field("b", "1") + "--xx--", rules(limits), -1),
                of("part-headers-too-large", "--xx\r\nX: " + "y".repeat(99), rules(limits), -1),
                of("part-headers-too-large", "--xx\r\n" + "X: y\r\n".repeat(33), rules(LIMITS), -1),
                of("form-too-large", field("a", "x".repeat(1000)), rules(limits), -1));
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("tooMuch")
    void limitsHold(String reason, String body, MultipartRules rules, long announced) {
        MultipartRules here = new MultipartRules(directory, rules.maxFileSize(), rules.maxRequestSize(),
                rules.fileSizeThreshold(), rules.limits());
        ParameterProblem problem = assertThrows(ParameterProblem.class, () -> MultipartReader.read(TYPE,
                ParametersTest.body(body), announced, here, StandardCharsets.UTF_8));
        assertEquals(reason, problem.reason());
    }

    @Test
    void aMillionTinyPartsAreRefusedEarly() {
        byte[] part = ("--xx\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        long[] given = new long[1];
        BodySource endless = (buffer, offset, length) -> {
            int n = 0;
            while (n < length) {
                buffer[offset + n++] = part[(int) (given[0]++ % part.length)];
            }
            return n;
        };
        ParameterProblem problem = assertThrows(ParameterProblem.class,
                () -> MultipartReader.read(TYPE, endless, -1, rules(), StandardCharsets.UTF_8));
        assertEquals("too-many-parts", problem.reason());
        assertTrue(given[0] < 200_000, "read " + given[0]);
    }

    @Test
    void anAbortLeavesNoFile() {
        byte[] start = ("--xx\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n" + "y".repeat(50_000))
                .getBytes(StandardCharsets.ISO_8859_1);
        int[] at = new int[1];
        BodySource aborted = (buffer, offset, length) -> {
            int n = Math.min(length, start.length - at[0]);
            if (n == 0) {
                assertEquals(1, uploads().size());
                throw new IOException("peer gone");
            }
            System.arraycopy(start, at[0], buffer, offset, n);
            at[0] += n;
            return n;
        };
        assertEquals("body-unreadable", assertThrows(ParameterProblem.class,
                () -> MultipartReader.read(TYPE, aborted, -1, rules(), StandardCharsets.UTF_8)).reason());
    }

    @Test
    void partsAreStoredInsideTheLocation() throws IOException {
        try (MultipartForm form = read(file("a", "content").replace("--xx--", "") + field("m", "memory") + "--xx--")) {
            form.part("f").write("stored.txt");
            form.part("m").write("memory.txt");
            assertEquals("content", text(form.part("f")));
        }
        assertEquals("content", Files.readString(directory.resolve("stored.txt")));
        assertEquals("memory", Files.readString(directory.resolve("memory.txt")));
    }

    @Test
    void absoluteNamesAreTaken(@TempDir Path other) throws IOException {
        try (MultipartForm form = read(file("a", "content"))) {
            form.part("f").write(other.resolve("abs.txt").toString());
        }
        assertEquals("content", Files.readString(other.resolve("abs.txt")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "", ".", "link/x", "a\0b", ".."})
    void namesOutOfTheLocationAreRefused(String name, @TempDir Path other) throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), other);
        try (MultipartForm form = read(file("a", "content"))) {
            assertThrows(IOException.class, () -> form.part("f").write(name));
            assertEquals("content", text(form.part("f")));
        }
    }

    @Test
    void deletedAndEndedPartsCanNotBeRead() throws IOException {
        MultipartForm form = read(file("a", "content"));
        Part part = form.part("f");
        part.delete();
        assertEquals(List.of(), uploads());
        assertThrows(IOException.class, part::getInputStream);
        form.close();
        form.close();
        MultipartForm ended = read(file("a", "content"));
        ended.close();
        assertThrows(IOException.class, ended.part("f")::getInputStream);
        assertThrows(IOException.class, () -> ended.part("f").write("x"));
    }

    @Test
    void largeContentComesThroughUnchanged() throws IOException {
        Random random = new Random(1);
        byte[] content = new byte[300_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) "\r\n-x".charAt(random.nextInt(4));
        }
        String text = new String(content, StandardCharsets.ISO_8859_1).replace("\r\n--xx", "\r\n--x-");
        try (MultipartForm form = read(file("a", text))) {
            assertArrayEquals(text.getBytes(StandardCharsets.ISO_8859_1),
                    form.part("f").getInputStream().readAllBytes());
        }
    }

    @Test
    void anyBodyGivesAFormOrAProblem() throws IOException {
        Random random = new Random(11);
        String[] pieces = {"--xx", "\r\n", "--", "Content-Disposition: form-data; name=a", "; filename=b", "x", ":",
            "\n",
            "\r", "\"", " ", "Content-Type: text/plain; charset=", "utf-8", "%"};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "--xx\r\n" + header("a") : "");
            for (int i = random.nextInt(25); i > 0; i--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            try (MultipartForm form = read(body.toString(), new MultipartRules(directory, -1, -1, 100, LIMITS))) {
                assertTrue(form.parts().size() <= 25);
            } catch (ParameterProblem problem) {
                assertTrue(problem.status() == 400 || problem.status() == 413);
            }
        }
    }

    private MultipartForm read(String body) throws IOException {
        return read(body, rules());
    }

    private static MultipartForm read(String body, MultipartRules rules) throws IOException {
        return MultipartReader.read(TYPE, ParametersTest.body(body), -1, rules, StandardCharsets.UTF_8);
    }

    private MultipartRules rules() {
        return new MultipartRules(directory, -1, -1, 0, LIMITS);
    }

    private static MultipartRules rules(MultipartLimits limits) {
        return new MultipartRules(Path.of("x"), -1, -1, 0, limits);
    }

    private List<Path> uploads() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("upload-")).toList();
        }
    }

    private static String header(String name) {
        return "Content-Disposition: form-data; name=\"" + name + "\"\r\n";
    }

    private static String field(String name, String value) {
        return "--xx\r\n" + header(name) + "\r\n" + value + "\r\n";
    }

    private static String file(String fileName, String content) {
        return "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + fileName + "\"\r\n\r\n" + content
                + "\r\n--xx--";
    }

    private static String text(Part part) throws IOException {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
