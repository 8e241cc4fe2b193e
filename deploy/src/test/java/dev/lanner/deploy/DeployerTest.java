package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import dev.lanner.deploy.archive.ArchiveLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class DeployerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir Path directory;
    private final ServletContainer container = ServletContainer.builder().build();
    private Deployer deployer;

    private Deployer deployer() {
        if (deployer == null) {
            deployer = new Deployer(container, directory.resolve("work"), context -> ContextConfig.DEFAULT,
                    DeployerTest.class.getClassLoader(), InstantSource.fixed(NOW));
        }
        return deployer;
    }

    @AfterEach
    void close() {
        if (deployer != null) {
            deployer.close();
        }
        container.close();
    }

    private Path webapps() throws Exception {
        return Files.createDirectories(directory.resolve("webapps"));
    }

    private String states() {
        StringBuilder states = new StringBuilder();
        for (Deployment deployment : deployer().list()) {
            states.append(states.isEmpty() ? "" : " ").append(deployment.context()).append('=')
                    .append(deployment.state());
        }
        return states.toString();
    }

    @ParameterizedTest
    @CsvSource({"ROOT.war,''", "a.war,/a", "a#b.war,/a/b", "a#b#c,/a/b/c", "A.WAR,/A", "root.war,/root",
        "a.b.war,/a.b", "a-1.2.war,/a-1.2"})
    void takesTheContextPathFromTheFileName(String file, String path) throws DeploymentException {
        ContextName name = ContextName.ofFile(Path.of("webapps", file));
        assertEquals(path, name.path());
        if (!path.isEmpty()) {
            assertEquals(file.replaceAll("(?i)\\.war$", ""), name.fileName());
        }
    }

    @ParameterizedTest
    @CsvSource({"a##.war,LNR-4041", "a##1##2.war,LNR-4041", "a##b c.war,LNR-4041", "##2.war,LNR-4040",
        "#a.war,LNR-4040", "a#.war,LNR-4040", "a%41.war,LNR-4040", "..#a.war,LNR-4040",
        "a;b.war,LNR-4040"})
    void refusesFileNamesThatGiveNone(String file, String id) {
        assertTrue(assertThrows(DeploymentException.class, () -> ContextName.ofFile(Path.of(file))).getMessage()
                .startsWith(id));
    }

    @Test
    void deploysADirectoryOfWarsAndOneBadOneFailsAlone() throws Exception {
        TestWar.war().file("index.html", "root").write(webapps().resolve("ROOT.war"));
        TestWar.war().file("index.html", "a").write(webapps().resolve("a#b.war"));
        TestWar.war().file("index.html", "c").explode(webapps().resolve("c"));
        TestWar.war().webXml("<servlet/>").write(webapps().resolve("bad.war"));
        Files.writeString(webapps().resolve("broken.war"), "no zip");
        Files.writeString(webapps().resolve("notes.txt"), "not a WAR");
        Files.writeString(webapps().resolve("v#.war"), "");
        deployer().deployAll(webapps(), Set.of());
        assertEquals("/=RUNNING /a/b=RUNNING /bad=FAILED /broken=FAILED /c=RUNNING /v#.war=FAILED", states());
        String reason = deployer().list().get(2).reason();
        assertTrue(reason.startsWith("LNR-4003 ") && reason.contains("bad.war!/WEB-INF/web.xml:2: <servlet> has no"),
                reason);
        assertTrue(deployer().list().get(3).reason().startsWith("LNR-4021 "));
        assertEquals(NOW, deployer().list().get(0).since());
        assertTrue(Files.isDirectory(directory.resolve("work/a#b")));
    }

    @Test
    void takesTheDirectoryOfTwoOfOneName() throws Exception {
        TestWar.war().file("index.html", "war").write(webapps().resolve("a.war"));
        TestWar.war().file("index.html", "directory").explode(webapps().resolve("a"));
        deployer().deployAll(webapps(), Set.of());
        assertEquals(webapps().resolve("a"), deployer().list().getFirst().source());
        assertEquals(1, deployer().list().size());
    }

    @Test
    void leavesPathsAloneThatAreTaken() throws Exception {
        TestWar.war().file("index.html", "root").write(webapps().resolve("ROOT.war"));
        TestWar.war().file("index.html", "a").write(webapps().resolve("a#b.war"));
        TestWar.war().file("index.html", "c").write(webapps().resolve("c.war"));
        deployer().deployAll(webapps(), Set.of(new ContextName(""), new ContextName("/a/b"), new ContextName("/x")));
        assertEquals("/c=RUNNING", states());
    }

    @Test
    void takesAnAbsentDirectoryAsEmpty() throws Exception {
        assertEquals(List.of(), deployer().deployAll(directory.resolve("none"), Set.of()));
    }

    @Test
    void undeploysAndForgets() throws Exception {
        Path war = TestWar.war().file("index.html", "a").write(directory.resolve("a.war"));
        deployer().deploy(war);
        assertTrue(Files.isDirectory(directory.resolve("work/a")));
        assertTrue(deployer().undeploy(new ContextName("/a")));
        assertFalse(Files.exists(directory.resolve("work/a")));
        assertFalse(deployer().undeploy(new ContextName("/a")));
        assertEquals("", states());
    }

    @Test
    void keepsUnpackedFilesForTheNextStart() throws Exception {
        Path war = TestWar.war().file("index.html", "a").write(directory.resolve("a.war"));
        deployer().deploy(war);
        deployer().close();
        assertEquals("", states());
        assertTrue(Files.isDirectory(directory.resolve("work/a")));
    }

    @Test
    void deploysAgainAfterAFailure() throws Exception {
        Path war = TestWar.war().webXml("<servlet/>").write(directory.resolve("a.war"));
        assertThrows(DeploymentException.class, () -> deployer().deploy(war));
        assertEquals("/a=FAILED", states());
        TestWar.war().file("index.html", "a").write(war);
        deployer().deploy(war);
        assertEquals("/a=RUNNING", states());
        assertNull(deployer().list().getFirst().reason());
    }

    @Test
    void saysThatAFileIsNotThere() {
        String message = assertThrows(DeploymentException.class,
                () -> deployer().deploy(directory.resolve("none.war"))).getMessage();
        assertTrue(message.startsWith("LNR-4044") && message.contains("none.war"), message);
    }

    @Test
    void checksWithoutStarting() throws Exception {
        Path war = TestWar.war().webXml("<wonder/>").write(directory.resolve("a.war"));
        assertEquals(List.of("WEB-INF/web.xml:2: unknown element <wonder> in <web-app>, ignored"),
                deployer().check(war, new ContextName("/a")));
        assertEquals("", states());
        try (Stream<Path> left = Files.list(directory.resolve("work"))) {
            assertEquals(0, left.count());
        }
    }

    // ---- what a WAR becomes

    private ContextDefinition read(TestWar war) throws Exception {
        Path root = war.explode(directory.resolve("app"));
        WebAppSource source = new WebAppSource(directory.resolve("work"), new ArchiveLimits(1 << 20, 100, 100),
                context -> ContextConfig.DEFAULT, DeployerTest.class.getClassLoader());
        WebAppSource.Reading reading = source.read(root, new ContextName("/app"), ContextConfig.DEFAULT);
        reading.close();
        return reading.result().definition();
    }

    private String fault(TestWar war) {
        return assertThrows(DeploymentException.class, () -> read(war)).getMessage();
    }

    private static final String SERVLET = "package a; import jakarta.servlet.http.*; import jakarta.servlet.annotation.*; ";

    @Test
    void mergesAnnotationsUnderTheDescriptor() throws Exception {
        ContextDefinition definition = read(TestWar.war()
                .classes(SERVLET + "@WebServlet(name = \"one\", value = \"/one\", loadOnStartup = 1) @MultipartConfig "
                        + "public class One extends HttpServlet {}",
                        SERVLET + "@WebServlet(name = \"two\", value = \"/two\") public class Two extends HttpServlet {}")
                .webXml("<servlet><servlet-name>one</servlet-name></servlet><servlet-mapping>"
                        + "<servlet-name>one</servlet-name><url-pattern>/eins</url-pattern></servlet-mapping>"));
        assertEquals(Map.of("/eins", "one", "/two", "two"), definition.servletMappings());
        ServletDefinition one = definition.servlets().getFirst();
        assertEquals("a.One", one.component().className());
        assertEquals(1, one.loadOnStartup());
        assertEquals(-1, one.multipart().maxFileSize());
    }

    @Test
    void leavesAnnotationsAloneWhereTheDescriptorIsComplete() throws Exception {
        TestWar war = TestWar.war()
                .classes(SERVLET + "@WebServlet(\"/one\") public class One extends HttpServlet {}")
                .lib("f.jar", jar -> jar.file("META-INF/web-fragment.xml",
                        TestWar.webFragment("<context-param><param-name>a</param-name><param-value>b</param-value>"
                                + "</context-param>")))
                .file("WEB-INF/web.xml", "<web-app metadata-complete='true' version='6.0'/>");
        assertEquals(List.of(), read(war).servlets());
        assertEquals(Map.of(), read(war).initParameters());
        assertEquals(6, read(war).majorVersion());
        assertEquals(0, read(war).minorVersion());
    }

    @Test
    void leavesTheAnnotationsOfACompleteFragmentAlone() throws Exception {
        ContextDefinition definition = read(TestWar.war().lib("f.jar", jar -> jar
                .jarClasses(SERVLET + "@WebServlet(\"/one\") public class One extends HttpServlet {}")
                .file("META-INF/web-fragment.xml", "<web-fragment metadata-complete='true'><context-param>"
                        + "<param-name>a</param-name><param-value>b</param-value></context-param></web-fragment>"))
                .lib("g.jar", jar -> jar
                        .jarClasses(SERVLET + "@WebServlet(\"/two\") public class Two extends HttpServlet {}")));
        assertEquals(Map.of("/two", "a.Two"), definition.servletMappings());
        assertEquals(Map.of("a", "b"), definition.initParameters());
        assertNull(definition.orderedLibs());
    }

    private static String fragment(String name, String value) {
        return TestWar.webFragment("<name>" + name + "</name><context-param><param-name>" + name
                + "</param-name><param-value>" + value + "</param-value></context-param>");
    }

    @Test
    void leavesExcludedJarsOutAltogether() throws Exception {
        String initializer = "package NAME; import jakarta.servlet.*; public class Init implements "
                + "ServletContainerInitializer { public void onStartup(java.util.Set<Class<?>> c, ServletContext s) {} }";
        ContextDefinition definition = read(TestWar.war().webXml(
                "<absolute-ordering><name>two</name></absolute-ordering>")
                .lib("1.jar", jar -> jar.file("META-INF/web-fragment.xml", fragment("one", "1"))
                        .jarClasses(initializer.replace("NAME", "one"))
                        .file("META-INF/services/jakarta.servlet.ServletContainerInitializer", "one.Init"))
                .lib("2.jar", jar -> jar.file("META-INF/web-fragment.xml", fragment("two", "2"))
                        .jarClasses(initializer.replace("NAME", "two"))
                        .file("META-INF/services/jakarta.servlet.ServletContainerInitializer", "two.Init # here")));
        assertEquals(Map.of("two", "2"), definition.initParameters());
        assertEquals(List.of("2.jar"), definition.orderedLibs());
        assertEquals(List.of("two.Init"),
                definition.initializers().stream().map(one -> one.component().className()).toList());
    }

    @Test
    void givesInitializersTheClassesTheyHandle() throws Exception {
        ContextDefinition definition = read(TestWar.war()
                .classes("package app; public class Part implements lib.Face {}",
                        "package lib; public interface Face {}")
                .lib("i.jar", jar -> jar.jarClasses("package lib; import jakarta.servlet.*; "
                        + "@jakarta.servlet.annotation.HandlesTypes(Face.class) public class Init implements "
                        + "ServletContainerInitializer { public void onStartup(java.util.Set<Class<?>> c, ServletContext s) {} }",
                        "package lib; public interface Face {}")
                        .file("META-INF/services/jakarta.servlet.ServletContainerInitializer",
                                "lib.Init\nlib.Gone\n")));
        InitializerDefinition initializer = definition.initializers().getFirst();
        assertEquals("[app.Part]", initializer.handledClasses().toString());
        assertEquals(List.of(new UnavailableComponent(UnavailableComponent.Kind.INITIALIZER, "lib.Gone",
                "LNR-4031 WEB-INF/lib/i.jar!/META-INF/services/jakarta.servlet.ServletContainerInitializer: "
                        + "class lib.Gone not found")),
                definition.unavailable());
    }

    @Test
    void onlyTheComponentThatNeedsAMissingTypeIsUnavailable() throws Exception {
        TestWar war = TestWar.war();
        TestWar.compile(List.of("package gone; public class Base extends jakarta.servlet.http.HttpServlet {}",
                "package a; @jakarta.servlet.annotation.WebServlet(\"/bad\") public class Bad extends gone.Base {}",
                "package gone; public class Optional {}",
                "package a; @jakarta.servlet.annotation.WebServlet(\"/good\") public class Good extends "
                        + "jakarta.servlet.http.HttpServlet { gone.Optional maybe; public gone.Optional m() { return maybe; } }"),
                Map.of("gone/Base", true, "gone/Optional", true))
                .forEach((name, bytes) -> war.file("WEB-INF/classes/" + name, bytes));
        ContextDefinition definition = read(war);
        assertEquals(Map.of("/bad", "a.Bad", "/good", "a.Good"), definition.servletMappings());
        assertEquals(List.of(new UnavailableComponent(UnavailableComponent.Kind.SERVLET, "a.Bad",
                "class gone.Base not found, which a.Bad extends")), definition.unavailable());
    }

    static Stream<Arguments> faults() {
        String mapping = "<servlet-mapping><servlet-name>NAME</servlet-name><url-pattern>/x</url-pattern>"
                + "</servlet-mapping>";
        String two = "<servlet><servlet-name>a</servlet-name></servlet>\n<servlet><servlet-name>b</servlet-name>"
                + "</servlet>\n" + mapping.replace("NAME", "a") + "\n" + mapping.replace("NAME", "b");
        return Stream.of(
                arguments("mapping of nothing", "LNR-4008", "web.xml:2: <servlet-mapping> names the servlet \"a\"",
                        TestWar.war().webXml(mapping.replace("NAME", "a"))),
                arguments("filter mapping of nothing", "LNR-4008", "<filter-mapping> names the filter \"f\"",
                        TestWar.war().webXml("<filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern>"
                                + "</filter-mapping>")),
                arguments("one pattern for two servlets", "LNR-4009",
                        "web.xml:5: the URL pattern \"/x\" of the servlet \"b\" is also that of \"a\" at WEB-INF/web.xml:4",
                        TestWar.war().webXml(two)),
                arguments("one pattern in two annotations", "LNR-4009", "a/Two.class",
                        TestWar.war().classes(SERVLET + "@WebServlet(\"/x\") public class One extends HttpServlet {}",
                                SERVLET + "@WebServlet(\"/x\") public class Two extends HttpServlet {}")),
                arguments("fragments that differ", "LNR-4004", "WEB-INF/lib/1.jar!/META-INF/web-fragment.xml",
                        TestWar.war().lib("1.jar", jar -> jar.file("META-INF/web-fragment.xml", fragment("p", "1")))
                                .lib("2.jar",
                                        jar -> jar.file("META-INF/web-fragment.xml",
                                                fragment("p", "2").replace("<name>p</name>", "")))),
                arguments("a bad jar", "LNR-4010", "WEB-INF/lib/bad.jar: can't be read as a jar",
                        TestWar.war().file("WEB-INF/lib/bad.jar", "junk")),
                arguments("a bad fragment", "LNR-4001", "WEB-INF/lib/1.jar!/META-INF/web-fragment.xml:1",
                        TestWar.war().lib("1.jar", jar -> jar.file("META-INF/web-fragment.xml", "<web-fragment"))),
                arguments("error page without slash", "LNR-4003", "it must begin with /",
                        TestWar.war().webXml("<error-page><location>x</location></error-page>")),
                arguments("a class and a page", "LNR-4003",
                        "web.xml:3: <servlet> has both <servlet-class> and <jsp-file>",
                        TestWar.war().webXml("<servlet><servlet-name>a</servlet-name><servlet-class>a.B</servlet-class>"
                                + "\n<jsp-file>/b.jsp</jsp-file></servlet>")),
                arguments("tracking by TLS and more", "LNR-4003",
                        "web.xml:3: <tracking-mode> SSL excludes every other",
                        TestWar.war().webXml("<session-config><tracking-mode>COOKIE</tracking-mode>\n"
                                + "<tracking-mode>SSL</tracking-mode></session-config>")),
                arguments("a cookie's name", "LNR-4003", "web.xml:2: the <name> of the session cookie is \"a b\"",
                        TestWar.war().webXml("<session-config><cookie-config><name>a b</name></cookie-config>"
                                + "</session-config>")),
                arguments("a cookie's attribute", "LNR-4003", "web.xml:2: <attribute-name> is \"a;b\"",
                        TestWar.war().webXml("<session-config><cookie-config><attribute><attribute-name>a;b"
                                + "</attribute-name><attribute-value>c</attribute-value></attribute></cookie-config>"
                                + "</session-config>")),
                arguments("form login without pages", "LNR-4003", "needs a <form-login-config>",
                        TestWar.war().webXml("<login-config><auth-method>FORM</auth-method></login-config>")),
                arguments("an unknown way to log in", "LNR-4003", "web.xml:2: there is no <auth-method> MAGIC",
                        TestWar.war().webXml("<login-config><auth-method>MAGIC</auth-method></login-config>")),
                arguments("methods and methods left out", "LNR-4003", "web.xml:2: <web-resource-collection> has both",
                        TestWar.war().webXml("<security-constraint><web-resource-collection><url-pattern>/*"
                                + "</url-pattern><http-method>GET</http-method><http-method-omission>PUT"
                                + "</http-method-omission></web-resource-collection></security-constraint>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void namesIdFileLineAndReason(String name, String id, String part, TestWar war) {
        String message = fault(war);
        assertTrue(message.startsWith(id + " ") && message.contains(part), message);
    }

    static Stream<Arguments> oddities() {
        return Stream.of(
                arguments("a constraint that covers nothing",
                        "<security-constraint><web-resource-collection><web-resource-name>r</web-resource-name>"
                                + "</web-resource-collection></security-constraint>",
                        "web.xml:2: <web-resource-collection> has no <url-pattern>: it covers nothing"),
                arguments("a method that nobody sends",
                        "<security-constraint><web-resource-collection><url-pattern>/*</url-pattern>"
                                + "<http-method>get</http-method></web-resource-collection></security-constraint>",
                        "web.xml:2: <http-method> get covers nothing"),
                arguments("a link to no role",
                        "<servlet><servlet-name>s</servlet-name><servlet-class>a.S</servlet-class><security-role-ref>"
                                + "<role-name>r</role-name>\n<role-link>lost</role-link></security-role-ref></servlet>",
                        "web.xml:3: <role-link> names the role \"lost\""),
                arguments("pages without a form",
                        "<login-config><auth-method>BASIC</auth-method><form-login-config><form-login-page>/a"
                                + "</form-login-page><form-error-page>/b</form-error-page></form-login-config>"
                                + "</login-config>",
                        "web.xml:2: <form-login-config> is not used"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddities")
    void warnsOfWhatIsOdd(String name, String webXml, String part) throws Exception {
        List<String> warnings = read(TestWar.war().webXml(webXml)).warnings();
        assertTrue(warnings.stream().anyMatch(warning -> warning.contains(part)), warnings.toString());
    }

    @Test
    void anUnknownEncodingIsSaidWithItsLineAndWelcomeFilesNeedNoSlash() throws Exception {
        ContextDefinition definition = read(TestWar.war().webXml("<welcome-file-list><welcome-file>/a.html"
                + "</welcome-file><welcome-file>b</welcome-file></welcome-file-list>\n"
                + "<request-character-encoding>none-such</request-character-encoding>"));
        assertEquals(List.of("WEB-INF/web.xml:3: <request-character-encoding> is \"none-such\", an encoding that this "
                + "JVM does not know"), definition.warnings());
        assertEquals(List.of("a.html", "b"), definition.welcomeFiles());
    }

    @Test
    void theMainDescriptorWinsAPatternOverAnAnnotation() throws Exception {
        ContextDefinition definition = read(TestWar.war()
                .classes(SERVLET + "@WebServlet(\"/x\") public class One extends HttpServlet {}")
                .webXml("<servlet><servlet-name>m</servlet-name><servlet-class>a.One</servlet-class></servlet>"
                        + "<servlet-mapping><servlet-name>m</servlet-name><url-pattern>/x</url-pattern>"
                        + "</servlet-mapping>"));
        assertEquals(Map.of("/x", "m"), definition.servletMappings());
        assertEquals(1, definition.warnings().size());
    }

    @Test
    void warnsOfACopyOfTheServletApi() throws Exception {
        ContextDefinition definition = read(TestWar.war()
                .lib("servlet-api.jar", jar -> jar.jarClasses("package jakarta.servlet; public interface Servlet {}")));
        assertEquals("WEB-INF/lib/servlet-api.jar: holds a copy of the Servlet API, which is not used: the server "
                + "brings it", definition.warnings().getFirst());
    }

    @Test
    void readsServletSecurityForPatternsThatTheDescriptorDoesNotConstrain() throws Exception {
        ContextDefinition definition = read(TestWar.war()
                .classes(SERVLET
                        + "@WebServlet({\"/x\", \"/y\"}) @ServletSecurity(@HttpConstraint(rolesAllowed = \"r\")) "
                        + "public class One extends HttpServlet {}")
                .webXml("<security-constraint><web-resource-collection><url-pattern>/x</url-pattern>"
                        + "</web-resource-collection><auth-constraint/></security-constraint>"));
        assertEquals(2, definition.security().constraints().size());
        assertEquals(java.util.Set.of(), definition.security().constraints().get(0).roles());
        assertEquals(List.of("/y"), definition.security().constraints().get(1).collections().getFirst().urlPatterns());
        assertEquals(java.util.Set.of("r"), definition.security().constraints().get(1).roles());
    }
}
