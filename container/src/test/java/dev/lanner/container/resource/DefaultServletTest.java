package dev.lanner.container.resource;

import dev.lanner.container.text.MimeTypes;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.SendFileFeature;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DefaultServletTest {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    private static final long MODIFIED = 784111777000L;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    @TempDir Path root;
    private OverlayResources tree;
    private DefaultServlet servlet;

    @BeforeEach
    void makeFiles() throws Exception {
        write("a.txt", ALPHABET);
        write("empty.txt", "");
        write("none", "no type");
        write("page.html", "identity, plain");
        write("page.html.gz", "gzipped!!");
        write("page.html.br", "brotli");
        write("dir/x.txt", "x");
        write("WEB-INF/web.xml", "secret");
        write("META-INF/x.xml", "secret");
        write("big.bin", "0123456789".repeat(20_000));
        tree = OverlayResources.of(root, List.of(), SettingValues.DEFAULTS);
        servlet = new DefaultServlet(tree, new MimeTypes(Map.of()), "/app");
        ServletContext context = Mockito.mock(ServletContext.class);
        Mockito.when(context.getContextPath()).thenReturn("/app");
        ServletConfig config = Mockito.mock(ServletConfig.class);
        Mockito.when(config.getServletContext()).thenReturn(context);
        servlet.init(config);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void aFileIsServedWithItsValidators() throws Exception {
        Exchange exchange = get("/a.txt");
        assertEquals(200, exchange.status);
        assertEquals(ALPHABET, exchange.text());
        assertEquals("text/plain", exchange.sent.get("Content-Type"));
        assertEquals("26", exchange.sent.get("Content-Length"));
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", exchange.sent.get("Last-Modified"));
        assertEquals(tree.file("/a.txt").etag(), exchange.sent.get("ETag"));
        assertEquals("bytes", exchange.sent.get("Accept-Ranges"));
        assertEquals("nosniff", exchange.sent.get("X-Content-Type-Options"));
        assertEquals(1, exchange.writes);
        assertNull(exchange.sent.get("Vary"));
    }

    @Test
    void anUnknownTypeIsNotMadeUp() throws Exception {
        Exchange exchange = get("/none");
        assertEquals("no type", exchange.text());
        assertNull(exchange.sent.get("Content-Type"));
        assertNull(exchange.sent.get("X-Content-Type-Options"));
    }

    @Test
    void headGivesTheHeadOnly() throws Exception {
        Exchange exchange = new Exchange("HEAD", "/a.txt").serve();
        assertEquals("26", exchange.sent.get("Content-Length"));
        assertEquals("", exchange.text());
    }

    @ParameterizedTest
    @CsvSource({"POST,/a.txt,405", "PUT,/a.txt,405", "DELETE,/a.txt,405", "TRACE,/a.txt,405", "PROPFIND,/a.txt,405",
        "get,/a.txt,405", "OPTIONS,/a.txt,200", "POST,/nothing,404", "PUT,/new.txt,404"})
    void otherMethodsAreRefused(String method, String path, int status) throws Exception {
        Exchange exchange = new Exchange(method, path).serve();
        assertEquals(status, exchange.status);
        assertEquals(status == 404 ? null : "GET, HEAD, OPTIONS", exchange.sent.get("Allow"));
        assertEquals("", exchange.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/web-inf/web.xml", "/META-INF/x.xml", "/WEB-INF", "/WEB-INF/",
        "/nothing",
        "/a.txt/", "/dir/", "/", "/a.txt.", "/a.txt ", "/a.txt::$DATA", "/A~1.TXT", "/dir/../a.txt"})
    void aClientGetsNothingElse(String path) throws Exception {
        Exchange exchange = get(path);
        assertEquals(404, exchange.status);
        assertEquals("", exchange.text());
    }

    @ParameterizedTest
    @CsvSource({"FORWARD", "ASYNC", "ERROR"})
    void aDispatchMayServePrivateFilesByAnyMethod(DispatcherType dispatch) throws Exception {
        Exchange exchange = new Exchange("POST", "/WEB-INF/web.xml");
        exchange.dispatch = dispatch;
        assertEquals("secret", exchange.serve().text());
    }

    @Test
    void anErrorPageKeepsItsStatusAndKnowsNoConditions() throws Exception {
        Exchange exchange = new Exchange("GET", "/page.html").header("If-None-Match", "*").header("Range", "bytes=0-1")
                .header("Accept-Encoding", "gzip");
        exchange.dispatch = DispatcherType.ERROR;
        exchange.status = 404;
        exchange.serve();
        assertEquals(404, exchange.status);
        assertEquals("identity, plain", exchange.text());
        assertNull(exchange.sent.get("ETag"));
    }

    @Test
    void anIncludeWritesTheContentOnly() throws Exception {
        Exchange exchange = new Exchange("POST", "/other");
        exchange.dispatch = DispatcherType.INCLUDE;
        exchange.attributes.put(RequestDispatcher.INCLUDE_SERVLET_PATH, "/dir");
        exchange.attributes.put(RequestDispatcher.INCLUDE_PATH_INFO, "/x.txt");
        exchange.serve();
        assertEquals("x", exchange.text());
        assertEquals(Map.of(), exchange.sent);
        exchange.attributes.put(RequestDispatcher.INCLUDE_PATH_INFO, "/gone.txt");
        assertThrows(FileNotFoundException.class, exchange::serve);
    }

    @Test
    void anIncludeMayUseTheWriter() throws Exception {
        Exchange exchange = new Exchange("GET", "/other");
        exchange.dispatch = DispatcherType.INCLUDE;
        exchange.attributes.put(RequestDispatcher.INCLUDE_SERVLET_PATH, "/a.txt");
        exchange.writerTaken = true;
        exchange.serve();
        assertEquals(ALPHABET, exchange.writer.toString());
    }

    // S47
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {"/dir|null|/app/dir/", "/dir|a=b&c|/app/dir/?a=b&c",
        "/%5cevil|null|/app/%255cevil/"})
    void aDirectoryGetsItsSlash(String path, String query, String location) throws Exception {
        Files.createDirectories(root.resolve(path.substring(1)));
        Exchange exchange = new Exchange("GET", path);
        exchange.query = query;
        exchange.uri = "//evil" + path;
        exchange.serve();
        assertEquals(302, exchange.status);
        assertEquals(location, exchange.sent.get("Location"));
    }

    @Test
    void locationsAreEncoded() {
        assertEquals("/%C3%BC%3Bx/%5C%3F%23%25%20+", PathEncoder.encode("/\u00fc;x/\\?#% +"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.txt", "/big.bin", "/page.html"})
    void aFileThatChangedSinceItWasFoundIsServedAsItIsNow(String path) throws Exception {
        StaticFile before = tree.file(path);
        before.variants();
        write(path.substring(1), path.equals("/page.html") ? "new content, plain" : "new content");
        write("page.html.gz", "new content");
        Exchange exchange = new Exchange("GET", path).header("Accept-Encoding", "gzip").serve();
        assertEquals(200, exchange.status);
        assertEquals("new content", exchange.text());
        assertEquals("11", exchange.sent.get("Content-Length"));
        StaticFile now = tree.file(path);
        assertEquals(path.equals("/page.html") ? now.variants().getLast().etag() : now.etag(),
                exchange.sent.get("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.txt", "/big.bin"})
    void aFileThatWentAwayIsNotFound(String path) throws Exception {
        tree.file(path);
        Files.delete(root.resolve(path.substring(1)));
        assertEquals(404, get(path).status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
        "If-None-Match|E|304",
        "If-None-Match|W/E|304",
        "If-None-Match|\"x\", \"a,b\", E|304",
        "If-None-Match|*|304",
        "If-None-Match|\"x\"|200",
        "If-None-Match|bad E|200",
        "If-Match|E|200",
        "If-Match|*|200",
        "If-Match|W/E|412",
        "If-Match|\"x\"|412",
        "If-Modified-Since|Sun, 06 Nov 1994 08:49:37 GMT|304",
        "If-Modified-Since|Sun, 06 Nov 1994 08:49:36 GMT|200",
        "If-Modified-Since|nonsense|200",
        "If-Unmodified-Since|Sun, 06 Nov 1994 08:49:37 GMT|200",
        "If-Unmodified-Since|Sun, 06 Nov 1994 08:49:36 GMT|412"})
    void conditionsHold(String name, String value, int status) throws Exception {
        String etag = tree.file("/a.txt").etag();
        Exchange exchange = new Exchange("GET", "/a.txt").header(name, value.replace("E", etag)).serve();
        assertEquals(status, exchange.status);
        assertEquals(status == 200 ? ALPHABET : "", exchange.text());
        assertEquals(etag, exchange.sent.get("ETag"));
    }

    @Test
    void conditionsAreLookedAtInTheirOrder() throws Exception {
        String etag = tree.file("/a.txt").etag();
        String old = "Sun, 06 Nov 1994 08:49:36 GMT";
        String now = "Sun, 06 Nov 1994 08:49:37 GMT";
        // If-None-Match goes before If-Modified-Since, If-Match before If-Unmodified-Since and both
        assertEquals(200,
                new Exchange("GET", "/a.txt").header("If-None-Match", "\"x\"").header("If-Modified-Since", now)
                        .serve().status);
        assertEquals(304, new Exchange("GET", "/a.txt").header("If-Match", etag).header("If-Unmodified-Since", old)
                .header("If-None-Match", etag).serve().status);
        assertEquals(412, new Exchange("GET", "/a.txt").header("If-Match", "\"x\"").header("If-None-Match", etag)
                .serve().status);
        assertEquals(304, new Exchange("GET", "/a.txt").header("If-None-Match", etag).header("Range", "bytes=0-1")
                .serve().status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
        "bytes=0-3|206|abcd|bytes 0-3/26",
        "bytes=20-|206|uvwxyz|bytes 20-25/26",
        "bytes=-2|206|yz|bytes 24-25/26",
        "bytes=-100|206|" + ALPHABET + "|bytes 0-25/26",
        "bytes=24-99999999999999999999|206|yz|bytes 24-25/26",
        "Bytes= 0-0 ,|206|a|bytes 0-0/26",
        "bytes=26-|416|''|bytes */26",
        "bytes=99999999999999999999-|416|''|bytes */26",
        "bytes=-0|416|''|bytes */26",
        "bytes=3-1|200|" + ALPHABET + "|null",
        "bytes=|200|" + ALPHABET + "|null",
        "bytes=-|200|" + ALPHABET + "|null",
        "bytes=a-b|200|" + ALPHABET + "|null",
        "bytes=0-1-2|200|" + ALPHABET + "|null",
        "bytes=+1-2|200|" + ALPHABET + "|null",
        "items=0-1|200|" + ALPHABET + "|null",
        "bytes=0-3,2-5|200|" + ALPHABET + "|null",
        "bytes=0-,0-|200|" + ALPHABET + "|null"})
    void rangesAreServed(String range, int status, String text, String contentRange) throws Exception {
        Exchange exchange = new Exchange("GET", "/a.txt").header("Range", range).serve();
        assertEquals(status, exchange.status);
        assertEquals(text, exchange.text());
        assertEquals(contentRange, exchange.sent.get("Content-Range"));
    }

    @Test
    void severalRangesAreParts() throws Exception {
        Exchange exchange = new Exchange("GET", "/a.txt").header("Range", "bytes=0-1, -1,99-").serve();
        assertEquals(206, exchange.status);
        String type = exchange.sent.get("Content-Type");
        String boundary = type.substring("multipart/byteranges; boundary=".length());
        String expected = "--" + boundary
                + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/26\r\n\r\nab\r\n--"
                + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 25-25/26\r\n\r\nz\r\n--" + boundary
                + "--\r\n";
        assertEquals(expected, exchange.text());
        assertEquals(String.valueOf(expected.length()), exchange.sent.get("Content-Length"));
    }

    @Test
    void severalRangesOfALargeFileAreParts() throws Exception {
        Exchange exchange = new Exchange("GET", "/big.bin").header("Range", "bytes=0-2,199999-").serve();
        assertTrue(exchange.text().contains("\r\n\r\n012\r\n--"));
        assertTrue(exchange.text().contains("bytes 199999-199999/200000\r\n\r\n9\r\n--"));
        assertEquals(String.valueOf(exchange.text().length()), exchange.sent.get("Content-Length"));
    }

    // S40
    @Test
    void tooManyRangesGiveTheWholeFile() throws Exception {
        assertEquals(206, new Exchange("GET", "/big.bin").header("Range", ranges(16)).serve().status);
        Exchange exchange = new Exchange("GET", "/big.bin").header("Range", ranges(17)).serve();
        assertEquals(200, exchange.status);
        assertEquals("200000", exchange.sent.get("Content-Length"));
        assertNull(ByteRanges.parse(ranges(1000), 200_000));
    }

    @Test
    void anEmptyFileHasNoRanges() throws Exception {
        assertEquals(416, new Exchange("GET", "/empty.txt").header("Range", "bytes=0-").serve().status);
        assertEquals(200, get("/empty.txt").status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"E|206", "W/E|200", "\"x\"|200", "Sun, 06 Nov 1994 08:49:37 GMT|206",
        "Sun, 06 Nov 1994 08:49:38 GMT|200", "nonsense|200"})
    void ifRangeWantsTheVeryFile(String value, int status) throws Exception {
        String etag = tree.file("/a.txt").etag();
        assertEquals(status, new Exchange("GET", "/a.txt").header("Range", "bytes=0-1")
                .header("If-Range", value.replace("E", etag)).serve().status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
        "null|identity, plain|null",
        "gzip|gzipped!!|gzip",
        "x-gzip|gzipped!!|gzip",
        "gzip, br|brotli|br",
        "br;q=0.5, gzip|gzipped!!|gzip",
        "br;q=0, gzip;q=0|identity, plain|null",
        "*|brotli|br",
        "br;q=0, *|gzipped!!|gzip",
        "zstd|identity, plain|null",
        "gzip;q=0.5, identity|identity, plain|null",
        "gzip;q=nonsense|identity, plain|null"})
    void precompressedSiblingsAreChosen(String accept, String text, String encoding) throws Exception {
        Exchange exchange = new Exchange("GET", "/page.html");
        if (accept != null) {
            exchange.header("Accept-Encoding", accept);
        }
        exchange.serve();
        assertEquals(text, exchange.text());
        assertEquals(encoding, exchange.sent.get("Content-Encoding"));
        assertEquals("Accept-Encoding", exchange.sent.get("Vary"));
        assertEquals("text/html", exchange.sent.get("Content-Type"));
        assertEquals(String.valueOf(text.length()), exchange.sent.get("Content-Length"));
    }

    @Test
    void aLargeFileIsSentByTheConnectorUnlessTheResponseIsWrapped() throws Exception {
        long[] sent = new long[2];
        SendFileFeature feature = (file, position, count) -> {
            sent[0] = position;
            sent[1] = count;
            assertEquals(200_000, file.size());
        };
        FeatureCollection features = new FeatureCollection();
        features.set(Features.SEND_FILE, feature);
        Exchange exchange = new Exchange("GET", "/big.bin").header("Range", "bytes=10-");
        exchange.attributes.put("dev.lanner.features", features);
        exchange.serve();
        assertEquals("", exchange.text());
        assertArrayEquals(new long[]{10, 199_990}, sent);
        assertTrue(exchange.flushed);
        exchange.wrapped = true;
        exchange.status = 200;
        assertEquals(199_990, exchange.serve().text().length());
    }

    @Test
    void aLargeFileIsCopiedOtherwise() throws Exception {
        assertEquals("0123456789".repeat(20_000), get("/big.bin").text());
        assertEquals("789", new Exchange("GET", "/big.bin").header("Range", "bytes=7-9").serve().text());
    }

    @Test
    void anyRangeIsAnswered() {
        Random random = new Random(5);
        String alphabet = "0123456789-,, =b";
        for (int round = 0; round < 100_000; round++) {
            StringBuilder field = new StringBuilder("bytes=");
            for (int i = random.nextInt(40); i > 0; i--) {
                field.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<ByteRanges.Range> ranges = ByteRanges.parse(field.toString(), 1000);
            if (ranges != null) {
                assertTrue(ranges.size() <= ByteRanges.MOST);
                for (ByteRanges.Range range : ranges) {
                    assertTrue(range.first() >= 0 && range.first() <= range.last() && range.last() < 1000,
                            field::toString);
                }
            }
        }
    }

    private static String ranges(int count) {
        StringBuilder field = new StringBuilder("bytes=");
        for (int i = 0; i < count; i++) {
            field.append(i == 0 ? "" : ",").append(i * 10).append('-').append(i * 10 + 1);
        }
        return field.toString();
    }

    private Exchange get(String path) throws Exception {
        return new Exchange("GET", path).serve();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(MODIFIED));
    }

    private final class Exchange {
        private final HttpServletRequest request = Mockito.mock(HttpServletRequest.class);
        private final HttpServletResponse response = Mockito.mock(HttpServletResponse.class);
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, Object> attributes = new HashMap<>();
        private final Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final StringWriter writer = new StringWriter();
        private DispatcherType dispatch = DispatcherType.REQUEST;
        private String query;
        private String uri;
        private int status = 200;
        private int writes;
        private boolean writerTaken;
        private boolean flushed;
        private boolean wrapped;

        Exchange(String method, String path) throws IOException {
            Mockito.when(request.getMethod()).thenReturn(method);
            Mockito.when(request.getServletPath()).thenReturn(path);
            Mockito.when(request.getDispatcherType()).thenAnswer(_ -> dispatch);
            Mockito.when(request.getQueryString()).thenAnswer(_ -> query);
            Mockito.when(request.getRequestURI()).thenAnswer(_ -> uri);
            Mockito.when(request.getHeader(Mockito.any())).thenAnswer(i -> headers.get(i.<String>getArgument(0)));
            Mockito.when(request.getHeaders(Mockito.any())).thenAnswer(i -> {
                String value = headers.get(i.<String>getArgument(0));
                return Collections.enumeration(value == null ? List.of() : List.of(value));
            });
            Mockito.when(request.getAttribute(Mockito.any())).thenAnswer(i -> attributes.get(i.<String>getArgument(0)));
            Mockito.doAnswer(i -> sent.put(i.getArgument(0), i.getArgument(1))).when(response)
                    .setHeader(Mockito.any(), Mockito.any());
            Mockito.doAnswer(i -> sent.put(i.getArgument(0), i.getArgument(1))).when(response)
                    .addHeader(Mockito.any(), Mockito.any());
            Mockito.doAnswer(i -> sent.put("Content-Type", i.getArgument(0))).when(response)
                    .setContentType(Mockito.any());
            Mockito.when(response.getContentType()).thenAnswer(_ -> sent.get("Content-Type"));
            Mockito.doAnswer(i -> sent.put("Content-Length", i.getArgument(0).toString())).when(response)
                    .setContentLengthLong(Mockito.anyLong());
            Mockito.doAnswer(i -> status = i.getArgument(0)).when(response).setStatus(Mockito.anyInt());
            Mockito.doAnswer(i -> status = i.getArgument(0)).when(response).sendError(Mockito.anyInt());
            Mockito.when(response.getStatus()).thenAnswer(_ -> status);
            Mockito.doAnswer(_ -> flushed = true).when(response).flushBuffer();
            Mockito.when(response.getWriter()).thenReturn(new PrintWriter(writer, true));
            Mockito.when(response.getOutputStream()).thenAnswer(_ -> {
                if (writerTaken) {
                    throw new IllegalStateException("the writer is in use");
                }
                return stream();
            });
        }

        Exchange header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Exchange serve() throws Exception {
            servlet.service(request, wrapped ? new HttpServletResponseWrapper(response) : response);
            return this;
        }

        String text() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        private ServletOutputStream stream() {
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(int b) {
                    throw new AssertionError("byte by byte");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    writes++;
                    body.write(bytes, offset, length);
                }
            };
        }
    }
}
