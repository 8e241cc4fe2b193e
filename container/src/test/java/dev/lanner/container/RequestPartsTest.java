package dev.lanner.container;

import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.BodySource;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Cookies, parameters, parts, sessions and files as an application sees them, through the whole container.
class RequestPartsTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data; boundary=xx";

    @TempDir Path temp;
    private Path uploads;
    private Contexts contexts;

    @BeforeEach
    void makeContext() throws IOException {
        uploads = Files.createDirectory(temp.resolve("temp"));
        Path root = Files.createDirectory(temp.resolve("root"));
        Files.createDirectory(root.resolve("dir"));
        Files.createDirectory(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("a.txt"), "static text");
        Files.writeString(root.resolve("WEB-INF/web.xml"), "secret");
        Files.writeString(root.resolve("big.bin"), "0123456789".repeat(20_000));
        contexts = Contexts.at("/app");
        contexts.definition.resources(OverlayResources.of(root, List.of(), SettingValues.DEFAULTS))
                .tempDirectory(uploads);
        contexts.servlet("parameter", (request, response) -> {
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            String[] values = request.getParameterValues("a");
            Contexts.write(response, values == null ? "none" : Arrays.toString(values));
        }, "/parameter");
        contexts.servlet("session", (request, response) -> {
            HttpSession session = request.getSession();
            Integer count = (Integer) session.getAttribute("count");
            session.setAttribute("count", count == null ? 1 : count + 1);
            Contexts.write(response, session.getAttribute("count") + " " + request.isRequestedSessionIdValid());
        }, "/session");
        contexts.servlet("cookies", (request, response) -> {
            Cookie[] cookies = request.getCookies();
            response.addCookie(new Cookie("out", "1"));
            for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
                Contexts.write(response, cookie.getName() + "=" + cookie.getValue() + ";");
            }
        }, "/cookies");
        contexts.servlet("split", (request, response) -> response.addCookie(new Cookie("a", "b\r\nX: y")), "/split");
        contexts.definition
                .servlet(ServletDefinition.builder("upload").instance(Contexts.servlet((request, response) -> {
                    for (Part part : request.getParts()) {
                        Contexts.write(response,
                                part.getName() + ":" + part.getSubmittedFileName() + ":" + part.getSize() + " ");
                    }
                    Contexts.write(response, request.getParameter("a") + " " + files());
                    if (request.getParameter("fail") != null) {
                        throw new IllegalStateException("on purpose");
                    }
                })).multipart(new MultipartDefinition("", 100, 10_000, 0)).build(), "/upload");
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        contexts.close();
        assertEquals(0, files());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a=1&b=2&a=3|[1, 3]", "b=1|none", "a=%C3%A9|[\u00e9]", "a|[]"})
    void queryParametersAreGiven(String query, String shown) {
        assertEquals(shown, contexts.text("/app/parameter?" + query));
    }

    @Test
    void formParametersFollowThoseOfTheQuery() {
        assertEquals("[1, 2]", post("/app/parameter?a=1", FORM, "a=2").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%zz", "a=%ff"})
    void malformedParametersAre400(String query) {
        assertEquals(400, contexts.get("/app/parameter?" + query).status());
        assertEquals(400, post("/app/parameter", FORM, query).status());
    }

    @Test
    void formsAboveALimitAreRefused() {
        assertEquals(400, post("/app/parameter", FORM, "a&".repeat(1025)).status());
        assertEquals(413, post("/app/parameter", FORM, "a=" + "x".repeat(4 << 20)).status());
    }

    @Test
    void partsAreGivenAndTheirFilesGoWithTheRequest() {
        TestResponse response = post("/app/upload", MULTIPART, part("a", null, "text") + part("f", "x.txt", "file")
                + "--xx--");
        assertEquals(200, response.status());
        assertEquals("a:null:4 f:x.txt:4 text 1", response.text());
    }

    @ParameterizedTest
    @CsvSource({"500,fail", "200,ok"})
    void filesGoAlsoWhenTheServletFails(int status, String field) throws IOException {
        TestResponse response = post("/app/upload", MULTIPART, part("f", "x.txt", "file") + part(field, null, "1")
                + "--xx--");
        assertEquals(status, response.status());
        assertEquals(0, files());
    }

    @Test
    void brokenUploadsAreRefused() throws IOException {
        assertEquals(400, post("/app/upload", MULTIPART, part("f", "x.txt", "file")).status());
        assertEquals(413, post("/app/upload", MULTIPART, part("f", "x.txt", "x".repeat(101)) + "--xx--").status());
        assertEquals(413, post("/app/upload", MULTIPART, part("f", "x.txt", "x").repeat(1001) + "--xx--").status());
        BodySource aborted = (buffer, offset, length) -> {
            throw new IOException("the peer is gone");
        };
        contexts.request("POST", "/app/upload").header("Content-Type", MULTIPART).body(aborted).send();
        assertEquals(0, files());
    }

    @Test
    void aSessionIsKeptByItsCookie() {
        TestResponse first = contexts.get("/app/session");
        assertEquals("1 false", first.text());
        String line = first.header("Set-Cookie");
        assertTrue(line.matches("JSESSIONID=[A-Za-z0-9_-]{24}; .*"), line);
        for (String part : List.of("Path=/app", "HttpOnly", "SameSite=Lax")) {
            assertTrue(line.contains("; " + part), line);
        }
        String id = line.substring(11, 35);
        TestResponse second = contexts.request("/app/session").header("Cookie", "JSESSIONID=" + id).send();
        assertEquals("2 true", second.text());
        assertNull(second.header("Set-Cookie"));
        TestResponse secure = contexts.request("/app/session").scheme("https").send();
        assertTrue(secure.header("Set-Cookie").contains("; Secure"), secure.header("Set-Cookie"));
    }

    // S35
    @ParameterizedTest
    @ValueSource(strings = {"/app/session;jsessionid=AAAAAAAAAAAAAAAAAAAAAAAA", "/app/session"})
    void aClientCanNotChooseTheId(String target) {
        TestResponse response = contexts.request(target).header("Cookie", "JSESSIONID=AAAAAAAAAAAAAAAAAAAAAAAA").send();
        assertEquals("1 false", response.text());
        assertNotEquals("AAAAAAAAAAAAAAAAAAAAAAAA", response.header("Set-Cookie").substring(11, 35));
    }

    @Test
    void cookiesAreGivenAndSet() {
        TestResponse response = contexts.request("/app/cookies").header("Cookie", "a=\"b; c=d; bad pair; e=f\"").send();
        assertEquals("a=\"b;c=d;e=f\";", response.text());
        assertEquals("out=1", response.header("Set-Cookie"));
    }

    // S8
    @Test
    void aCookieCanNotSplitTheResponse() {
        TestResponse response = contexts.get("/app/split");
        assertEquals(500, response.status());
        assertNull(response.header("Set-Cookie"));
        assertNull(response.header("X"));
    }

    @ParameterizedTest
    @CsvSource({"GET,/app/a.txt,200", "HEAD,/app/a.txt,200", "POST,/app/a.txt,405", "PUT,/app/a.txt,405",
        "GET,/app/WEB-INF/web.xml,404", "GET,/app/web-inf/web.xml,404", "GET,/app/dir,302", "GET,/app/dir/,404",
        "GET,/app/none,404", "GET,/app/a.txt/,404", "OPTIONS,/app/a.txt,200"})
    void filesAreServed(String method, String target, int status) {
        TestResponse response = contexts.request(method, target).send();
        assertEquals(status, response.status());
        assertEquals(status == 302 ? "/app/dir/" : null, response.header("Location"));
        assertTrue(!response.text().contains("secret"));
        assertEquals(method.equals("GET") && status == 200 ? "static text" : null,
                response.text().equals("static text") ? response.text() : null);
    }

    @Test
    void filesHaveValidatorsAndRanges() {
        TestResponse whole = contexts.get("/app/big.bin");
        assertEquals("0123456789".repeat(20_000), whole.text());
        assertEquals("200000", whole.header("Content-Length"));
        assertEquals(304,
                contexts.request("/app/big.bin").header("If-None-Match", whole.header("ETag")).send().status());
        TestResponse range = contexts.request("/app/big.bin").header("Range", "bytes=199998-").send();
        assertEquals(206, range.status());
        assertEquals("89", range.text());
        assertEquals("bytes 199998-199999/200000", range.header("Content-Range"));
        assertEquals(416, contexts.request("/app/big.bin").header("Range", "bytes=200000-").send().status());
    }

    private TestResponse post(String target, String type, String body) {
        TestRequest request = contexts.request("POST", target).header("Content-Type", type);
        return request.body(body.getBytes(StandardCharsets.ISO_8859_1)).send();
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            return files.count();
        }
    }

    private static String part(String name, String fileName, String content) {
        return "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (fileName == null ? "" : "; filename=\"" + fileName + "\"") + "\r\n\r\n" + content + "\r\n";
    }
}
