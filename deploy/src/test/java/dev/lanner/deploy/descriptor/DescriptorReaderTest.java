package dev.lanner.deploy.descriptor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DescriptorReaderTest {
    private static Descriptor read(String xml) throws InvalidDescriptorException {
        return DescriptorReader.read("WEB-INF/web.xml", "web-app",
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static String message(String xml) {
        return assertThrows(InvalidDescriptorException.class, () -> read(xml)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<web-app version='2.5' xmlns='http://java.sun.com/xml/ns/javaee'>",
        "<web-app version='2.4' xmlns='http://java.sun.com/xml/ns/j2ee'>",
        "<web-app version='4.0' xmlns='http://xmlns.jcp.org/xml/ns/javaee'>",
        "<j:web-app version='6.1' xmlns:j='https://jakarta.ee/xml/ns/jakartaee' "
                + "xmlns='https://jakarta.ee/xml/ns/jakartaee'>",
        "<!DOCTYPE web-app PUBLIC '-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN' "
                + "'http://java.sun.com/dtd/web-app_2_3.dtd'>\n<web-app>"})
    void readsEachVersion(String start) throws InvalidDescriptorException {
        String end = start.contains("j:web-app") ? "</j:web-app>" : "</web-app>";
        Descriptor descriptor = read(start + "<context-param><param-name>a</param-name>"
                + "<param-value> b </param-value></context-param>" + end);
        assertEquals("b", descriptor.root().children("context-param").getFirst().text("param-value"));
        assertEquals(java.util.List.of(), descriptor.warnings());
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("cut off", "<web-app>\n<servlet>", "LNR-4001 WEB-INF/web.xml:2: is not well-formed XML"),
                arguments("other root", "<beans/>", "LNR-4002 WEB-INF/web.xml:1: the root element is <beans>"),
                arguments("no servlet-name",
                        "<web-app>\n\n<servlet><servlet-class>a.B</servlet-class></servlet></web-app>",
                        "LNR-4003 WEB-INF/web.xml:3: <servlet> has no <servlet-name>"),
                arguments("mapping without pattern",
                        "<web-app><servlet-mapping><servlet-name>a</servlet-name></servlet-mapping></web-app>",
                        "<servlet-mapping> has no <url-pattern>"),
                arguments("pattern without slash",
                        "<web-app version='6.1'><servlet-mapping><servlet-name>a</servlet-name>\n<url-pattern>x</url-pattern>"
                                + "</servlet-mapping></web-app>",
                        "WEB-INF/web.xml:2: <url-pattern> is \"x\", it must be empty, or begin with / or *."),
                arguments("number", "<web-app><session-config><session-timeout>soon</session-timeout></session-config>"
                        + "</web-app>", "<session-timeout> is \"soon\", it must be a whole number"),
                arguments("twice", "<web-app><session-config/>\n<session-config/></web-app>",
                        "WEB-INF/web.xml:2: <session-config> may stand only once in <web-app>"),
                arguments("dispatcher", "<web-app><filter-mapping><filter-name>f</filter-name>"
                        + "<url-pattern>/*</url-pattern><dispatcher>request</dispatcher></filter-mapping></web-app>",
                        "it must be FORWARD, INCLUDE, REQUEST, ASYNC or ERROR"),
                arguments("error code", "<web-app><error-page><error-code>4xx</error-code><location>/e</location>"
                        + "</error-page></web-app>", "a status code of three digits"),
                arguments("same servlet twice", "<web-app>\n<servlet><servlet-name>a</servlet-name></servlet>\n"
                        + "<servlet><servlet-name>a</servlet-name></servlet></web-app>",
                        "WEB-INF/web.xml:3: <servlet> \"a\" stands already at WEB-INF/web.xml:2"),
                arguments("same filter twice", "<web-app>\n<filter><filter-name>a</filter-name></filter>\n"
                        + "<filter><filter-name>a</filter-name></filter></web-app>",
                        "WEB-INF/web.xml:3: <filter> \"a\" stands already at WEB-INF/web.xml:2"),
                arguments("deep", "<web-app>" + "<a>".repeat(50) + "</a>".repeat(50) + "</web-app>",
                        "nested too deeply"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void namesFileLineAndRule(String name, String xml, String expected) {
        String message = message(xml);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void warnsOfUnknownElementsAndGoesOn() throws InvalidDescriptorException {
        Descriptor descriptor = read("<web-app>\n<wonder/>\n<display-name>x</display-name></web-app>");
        assertEquals("x", descriptor.root().text("display-name"));
        assertEquals(java.util.List.of("WEB-INF/web.xml:2: unknown element <wonder> in <web-app>, ignored"),
                descriptor.warnings());
    }

    @Test
    void readsNoFileForAnEntity(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "top secret");
        String xml = "<!DOCTYPE web-app [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>\n"
                + "<web-app><display-name>a&x;b</display-name></web-app>";
        try {
            Descriptor descriptor = read(xml);
            assertFalse(descriptor.root().text("display-name", "").contains("secret"));
        } catch (InvalidDescriptorException e) {
            assertFalse(e.getMessage().contains("top secret"));
            assertTrue(e.getMessage().startsWith("LNR-4001 WEB-INF/web.xml:2"), e.getMessage());
        }
    }

    @Test
    void doesNotExpandEntitiesInEntities() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE web-app [<!ENTITY a 'aaaaaaaaaa'>");
        for (char c = 'b'; c < 'k'; c++) {
            xml.append("<!ENTITY ").append(c).append(" '").append(("&" + (char) (c - 1) + ";").repeat(10)).append("'>");
        }
        xml.append("]><web-app><display-name>&j;</display-name></web-app>");
        assertTrue(message(xml.toString()).startsWith("LNR-4001"));
    }

    @Test
    void completesThePatternsOfDescriptorsWithoutAVersion() throws InvalidDescriptorException {
        Descriptor descriptor = read("<web-app><servlet-mapping><servlet-name>a</servlet-name>\n"
                + "<url-pattern>x</url-pattern><url-pattern>*.y</url-pattern></servlet-mapping></web-app>");
        assertEquals(java.util.List.of("/x", "*.y"), descriptor.root().children().getFirst().children().stream()
                .filter(child -> child.name().equals("url-pattern")).map(Element::text).toList());
        assertEquals(java.util.List.of("WEB-INF/web.xml:2: <url-pattern> \"x\" is read as \"/x\", as the descriptor is "
                + "one of Servlet 2.2: it says no version"), descriptor.warnings());
    }

    @Test
    void knowsMetadataComplete() throws InvalidDescriptorException {
        assertTrue(read("<web-app metadata-complete='true'/>").metadataComplete());
        assertFalse(read("<web-app/>").metadataComplete());
    }
}
