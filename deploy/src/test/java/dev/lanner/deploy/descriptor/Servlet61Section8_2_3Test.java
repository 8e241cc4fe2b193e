package dev.lanner.deploy.descriptor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// Merging of `web.xml` and fragments. Elements are written short: `a=b` is a context parameter, `s:name child=value…`
/// a servlet, and so on.
class Servlet61Section8_2_3Test {

    private static Element read(String file, String root, String content) throws InvalidDescriptorException {
        return DescriptorReader.read(file, root,
                new ByteArrayInputStream(("<" + root + ">" + content + "</" + root + ">")
                        .getBytes(StandardCharsets.UTF_8)))
                .root();
    }

    private static String merge(String main, String... fragments) throws InvalidDescriptorException {
        List<Element> others = new ArrayList<>();
        for (int i = 0; i < fragments.length; i++) {
            others.add(read("f" + (i + 1) + ".xml", "web-fragment", fragments[i]));
        }
        StringBuilder out = new StringBuilder();
        DescriptorMerger.merge(read("web.xml", "web-app", main), others, new ArrayList<>()).children()
                .forEach(child -> print(child, out));
        return out.toString();
    }

    private static void print(Element element, StringBuilder out) {
        out.append('<').append(element.name()).append('>').append(element.text());
        element.children().forEach(child -> print(child, out));
        out.append("</").append(element.name()).append('>');
    }

    private static String param(String name, String value) {
        return "<context-param><param-name>" + name + "</param-name><param-value>" + value
                + "</param-value></context-param>";
    }

    private static String servlet(String name, String content) {
        return "<servlet><servlet-name>" + name + "</servlet-name>" + content + "</servlet>";
    }

    private static String init(String name, String value) {
        return "<init-param><param-name>" + name + "</param-name><param-value>" + value
                + "</param-value></init-param>";
    }

    private static String mapping(String name, String pattern) {
        return "<servlet-mapping><servlet-name>" + name + "</servlet-name><url-pattern>" + pattern
                + "</url-pattern></servlet-mapping>";
    }

    private static String filterMapping(String name, String pattern) {
        return "<filter-mapping><filter-name>" + name + "</filter-name><url-pattern>" + pattern
                + "</url-pattern></filter-mapping>";
    }

    private static String mime(String extension, String type) {
        return "<mime-mapping><extension>" + extension + "</extension><mime-type>" + type
                + "</mime-type></mime-mapping>";
    }

    private static String tag(String name, String text) {
        return "<" + name + ">" + text + "</" + name + ">";
    }

    static Stream<Arguments> merged() {
        String load1 = tag("load-on-startup", "1");
        String load2 = tag("load-on-startup", "2");
        return Stream.of(
                row("A: different parameters add up", param("a", "1") + param("b", "2") + param("c", "3"),
                        param("a", "1"), param("b", "2"), param("c", "3")),
                row("the main one wins over fragments that differ", param("a", "1"), param("a", "1"), param("a", "2"),
                        param("a", "3")),
                row("fragments that say the same agree", param("a", "2"), "", param("a", "2"), param("a", "2")),
                row("mime mapping of main wins", mime("x", "a/b"), mime("x", "a/b"), mime("x", "c/d")),
                row("B: what main leaves out is inherited", servlet("s", tag("servlet-class", "a.B") + load1),
                        servlet("s", tag("servlet-class", "a.B")), servlet("s", load1)),
                row("B: what main says stays", servlet("s", load2), servlet("s", load2), servlet("s", load1)),
                row("init parameters of one servlet add up", servlet("s", init("a", "1") + init("b", "2")),
                        servlet("s", init("a", "1")), servlet("s", init("b", "2"))),
                row("init parameter of main wins", servlet("s", init("a", "1")), servlet("s", init("a", "1")),
                        servlet("s", init("a", "2"))),
                row("of two parameters with one name in one descriptor the first holds",
                        servlet("s", init("a", "1")) + param("p", "1"),
                        servlet("s", init("a", "1") + init("a", "2")) + param("p", "1") + param("p", "2")),
                row("a JSP of main wins over a class", servlet("s", tag("jsp-file", "/a.jsp")),
                        servlet("s", tag("jsp-file", "/a.jsp")), servlet("s", tag("servlet-class", "a.B"))),
                row("D: welcome files add up",
                        tag("welcome-file-list", tag("welcome-file", "a"))
                                + tag("welcome-file-list", tag("welcome-file", "b")),
                        tag("welcome-file-list", tag("welcome-file", "a")),
                        tag("welcome-file-list", tag("welcome-file", "b"))),
                row("E: mappings of fragments add up", mapping("s", "/a") + mapping("s", "/b"), "", mapping("s", "/a"),
                        mapping("s", "/b")),
                row("E: a mapping of main overrides them", mapping("s", "/a") + mapping("t", "/t"), mapping("s", "/a"),
                        mapping("s", "/b") + mapping("t", "/t")),
                row("F: the same for filters", filterMapping("f", "/a"), filterMapping("f", "/a"),
                        filterMapping("f", "/b")),
                row("F: filter mappings of fragments add up", filterMapping("f", "/a") + filterMapping("f", "/b"), "",
                        filterMapping("f", "/a"), filterMapping("f", "/b")),
                row("G: one listener class is one listener", tag("listener", tag("listener-class", "a.L")),
                        tag("listener", tag("listener-class", "a.L")), tag("listener", tag("listener-class", "a.L"))),
                row("I: names of fragments are ignored", tag("display-name", "m"), tag("display-name", "m"),
                        tag("display-name", "f") + tag("description", "d")),
                row("session parts are inherited one by one",
                        tag("session-config", tag("session-timeout", "5")
                                + tag("cookie-config", tag("name", "A") + tag("path", "/p"))),
                        tag("session-config", tag("session-timeout", "5") + tag("cookie-config", tag("name", "A"))),
                        tag("session-config",
                                tag("session-timeout", "6") + tag("cookie-config", tag("path", "/p")))),
                row("J: a reference of main wins, and gets the targets of fragments",
                        reference("a.T", target("m") + target("f") + target("g")), reference("a.T", target("m")),
                        reference("a.U", target("f")), reference("a.V", target("g") + target("f"))),
                row("J: references of fragments that agree are one, with all targets",
                        reference("a.T", target("f") + target("g")), "", reference("a.T", target("f")),
                        reference("a.T", target("g"))),
                row("an error page of main wins", error("404", "/m"), error("404", "/m"), error("404", "/f")),
                row("error pages for different codes add up", error("404", "/m") + error("500", "/f"),
                        error("404", "/m"), error("500", "/f")));
    }

    private static String reference(String type, String targets) {
        return tag("resource-ref", tag("res-ref-name", "r") + tag("res-type", type) + targets);
    }

    private static String target(String name) {
        return tag("injection-target", tag("injection-target-class", "a.C") + tag("injection-target-name", name));
    }

    private static String error(String code, String location) {
        return tag("error-page", tag("error-code", code) + tag("location", location));
    }

    private static Arguments row(String name, String expected, String main, String... fragments) {
        return arguments(name, expected, main, fragments);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("merged")
    void merges(String name, String expected, String main, String[] fragments) throws InvalidDescriptorException {
        assertEquals(expected, merge(main, fragments));
    }

    static Stream<Arguments> conflicts() {
        return Stream.of(arguments("context parameter", "\"a\"", param("a", "1"), param("a", "2")),
                arguments("init parameter", "\"a\"", servlet("s", init("a", "1")), servlet("s", init("a", "2"))),
                arguments("mime type", "\"x\"", mime("x", "a/b"), mime("x", "c/d")),
                arguments("C: load-on-startup", "<load-on-startup>", servlet("s", tag("load-on-startup", "1")),
                        servlet("s", tag("load-on-startup", "2"))),
                arguments("class", "<servlet-class>", servlet("s", tag("servlet-class", "a.B")),
                        servlet("s", tag("servlet-class", "a.C"))),
                arguments("session timeout", "<session-timeout>",
                        tag("session-config", tag("session-timeout", "1")),
                        tag("session-config", tag("session-timeout", "2"))),
                arguments("J: reference", "<resource-ref> \"r\"", reference("a.T", target("f")),
                        reference("a.U", target("f"))),
                arguments("error page", "\"404\"", error("404", "/a"), error("404", "/b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conflicts")
    void refusesFragmentsThatContradictEachOtherAndNamesBoth(String name, String what, String one, String two) {
        String message = assertThrows(InvalidDescriptorException.class, () -> merge("", one, two)).getMessage();
        assertTrue(message.startsWith("LNR-4004 f2.xml:1") && message.contains("f1.xml:1") && message.contains(what),
                message);
    }
}
