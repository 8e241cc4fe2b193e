package dev.lanner.jsp;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.Deployer;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Pages of WARs in a container, without sockets.
class PagesTest {
    private static final String CORE = "<%@ taglib prefix=\"c\" uri=\"jakarta.tags.core\" %>";

    @TempDir Path directory;
    private ServletContainer container;
    private Deployer deployer;
    private InMemoryConnector client;

    @BeforeEach
    void start() {
        container = ServletContainer.builder().build();
        deployer = new Deployer(container, directory.resolve("work"), context -> ContextConfig.DEFAULT);
        client = new InMemoryConnector(container);
    }

    @AfterEach
    void stop() {
        deployer.close();
        container.close();
    }

    private void deploy(PageWar war) throws Exception {
        deployer.deploy(war.write(directory.resolve("app.war")));
    }

    private String get(String path) {
        TestResponse response = client.get("/app" + path).send();
        return response.status() + " " + response.text().strip();
    }

    @Test
    void scriptsExpressionsAndStandardTagsRun() throws Exception {
        deploy(new PageWar().file("index.jsp", "<%@ page contentType=\"text/html;charset=UTF-8\" %>" + CORE
                + "<% int n = 6; %><%= n * 7 %> ${param.who.toUpperCase()} ä "
                + "<c:forEach var=\"i\" items=\"${[1,2,3].stream().map(x -> x * 2).toList()}\">[<c:out value=\"${i}\"/>]"
                + "</c:forEach>"));
        TestResponse response = client.get("/app/?who=you").send();
        assertEquals("42 YOU ä [2][4][6]", response.text().strip());
        assertEquals("text/html;charset=utf-8", response.header("Content-Type").toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void javaOfThisServersVersionMayBeUsedInPages() throws Exception {
        deploy(new PageWar().file("j.jsp", "<%! sealed interface S permits A, B {} record A(int x) implements S {} "
                + "record B() implements S {} %><% S s = new A(4); %><%= switch (s) { case A(var x) when x > 3 -> \"big\";"
                + " case A _ -> \"small\"; case B _ -> \"b\"; } %>"));
        assertEquals("200 big", get("/j.jsp"));
    }

    @Test
    void documentsTagFilesAndOwnTagsRun() throws Exception {
        deploy(new PageWar()
                .file("d.jspx", "<p xmlns:jsp=\"http://java.sun.com/JSP/Page\"><jsp:directive.page "
                        + "contentType=\"application/xml\"/>${1 + 1}</p>")
                .file("WEB-INF/tags/box.tag", "<%@ attribute name=\"t\" %>[${t}: <jsp:doBody/>]")
                .file("f.jsp", "<%@ taglib prefix=\"my\" tagdir=\"/WEB-INF/tags\" %><my:box t=\"a\">b</my:box>")
                .lib("t.jar", jar -> jar
                        .type("", "Twice", " extends SimpleTagSupport { public void doTag() throws JspException, "
                                + "IOException { getJspBody().invoke(null); getJspBody().invoke(null); } }")
                        .tld("META-INF/t.tld", "<tag><name>twice</name><tag-class>a.Twice</tag-class>"
                                + "<body-content>scriptless</body-content></tag>"))
                .file("t.jsp", "<%@ taglib prefix=\"t\" uri=\"urn:t\" %><t:twice>x</t:twice>"));
        assertTrue(get("/d.jspx").endsWith("<p>2</p>"), get("/d.jspx"));
        assertEquals("200 [a: b]", get("/f.jsp"));
        assertEquals("200 xx", get("/t.jsp"));
    }

    @Test
    void anApplicationsOwnStandardTagsWin() throws Exception {
        deploy(new PageWar().tld("WEB-INF/own.tld", "<function><name>f</name><function-class>a.F</function-class>"
                + "<function-signature>java.lang.String f()</function-signature></function>")
                .file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">"
                        + "<jsp-config><taglib><taglib-uri>jakarta.tags.core</taglib-uri>"
                        + "<taglib-location>/WEB-INF/own.tld</taglib-location></taglib></jsp-config></web-app>")
                .type("WEB-INF/classes/", "F", " { public static String f() { return \"own\"; } }")
                .file("o.jsp", CORE + "${c:f()}"));
        assertEquals("200 own", get("/o.jsp"));
    }

    @Test
    void descriptorsNamePagesAndTheirProperties() throws Exception {
        deploy(new PageWar()
                .webXml("<servlet><servlet-name>hello</servlet-name><jsp-file>/WEB-INF/hello.jsp</jsp-file><init-param>"
                        + "<param-name>k</param-name><param-value>v</param-value></init-param></servlet>"
                        + "<servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/hello/*</url-pattern>"
                        + "</servlet-mapping><jsp-config><jsp-property-group><url-pattern>*.page</url-pattern>"
                        + "<include-prelude>/WEB-INF/before.jspf</include-prelude>"
                        + "<include-coda>/WEB-INF/after.jspf</include-coda></jsp-property-group><jsp-property-group>"
                        + "<url-pattern>/raw/*</url-pattern><el-ignored>true</el-ignored></jsp-property-group>"
                        + "</jsp-config>")
                .file("WEB-INF/hello.jsp", "<%= application.getContextPath() + request.getPathInfo() "
                        + "+ config.getInitParameter(\"k\") + config.getServletName() %>")
                .file("WEB-INF/before.jspf", "<").file("WEB-INF/after.jspf", ">").file("x.page", "${1 + 2}")
                .file("raw/x.jsp", "${1}"));
        assertEquals("200 /app/woldvhello".replace("wold", "world"), get("/hello/world"));
        assertEquals("200 <3>", get("/x.page"));
        assertEquals("200 ${1}", get("/raw/x.jsp"));
    }

    @Test
    void codeMayAddPages() throws Exception {
        deploy(new PageWar().file("WEB-INF/p.jsp", "added ${pageContext.servletConfig.servletName}")
                .lib("i.jar",
                        jar -> jar.type("", "Init", " implements ServletContainerInitializer { public void onStartup("
                                + "java.util.Set<Class<?>> types, ServletContext context) { ServletRegistration.Dynamic r = "
                                + "context.addJspFile(\"p\", \"/WEB-INF/p.jsp\"); r.addMapping(\"/p\"); "
                                + "if (context.addJspFile(\"p\", \"/other\") != null || r.getClassName() != null) "
                                + "throw new IllegalStateException(); } }").file(
                                        "META-INF/services/jakarta.servlet.ServletContainerInitializer", "a.Init")));
        assertEquals("200 added p", get("/p"));
    }

    @Test
    void pagesIncludeForwardAndAnswerErrors() throws Exception {
        deploy(new PageWar()
                .webXml("<error-page><error-code>404</error-code><location>/WEB-INF/e.jsp</location></error-page>"
                        + "<error-page><exception-type>java.lang.ArithmeticException</exception-type>"
                        + "<location>/WEB-INF/x.jsp</location></error-page>")
                .file("i.jsp", "<jsp:include page=\"part.jsp\"><jsp:param name=\"p\" value=\"q\"/></jsp:include>|"
                        + "<%@ include file=\"static.jspf\" %>")
                .file("part.jsp", "${param.p} ${requestScope['jakarta.servlet.include.servlet_path']}")
                .file("static.jspf", "s")
                .file("fwd.jsp", "lost<jsp:forward page=\"/WEB-INF/to.jsp\"/>")
                .file("WEB-INF/to.jsp", "${requestScope['jakarta.servlet.forward.servlet_path']}")
                .file("WEB-INF/e.jsp", "<%@ page isErrorPage=\"true\" %>gone "
                        + "${requestScope['jakarta.servlet.error.request_uri']} ${pageContext.errorData.statusCode}")
                .file("bad.jsp", "<% int zero = 0; %>\n<%= 1 / zero %>")
                .file("own.jsp", "<%@ page errorPage=\"/WEB-INF/x.jsp\" %><% if (true) throw new "
                        + "IllegalStateException(\"own\"); %>")
                .file("WEB-INF/x.jsp", "<%@ page isErrorPage=\"true\" %><%= exception.getMessage() %>"));
        assertEquals("200 q /part.jsp|s", get("/i.jsp"));
        assertEquals("200 /fwd.jsp", get("/fwd.jsp"));
        assertEquals("404 gone /app/none.jsp 404", get("/none.jsp"));
        assertEquals("500 / by zero", get("/bad.jsp"));
        assertEquals("500 own", get("/own.jsp"));
    }

    @Test
    void aPageThatIsWrongIsNamedWithItsLineAndItsTextIsNotShown() throws Exception {
        deploy(new PageWar()
                .webXml("<error-page><location>/WEB-INF/x.jsp</location></error-page>")
                .file("wrong.jsp", "one\n<% String secret = 5; %>\n")
                .file("tag.jsp", "one\n\n<c:nothing")
                .file("WEB-INF/x.jsp", "<%@ page isErrorPage=\"true\" %><%= exception.getMessage() %>"));
        String said = get("/wrong.jsp");
        assertTrue(said.startsWith("500 ") && said.contains("/wrong.jsp") && said.contains("[2]"), said);
        assertFalse(said.contains("secret"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.jsp/", "/index.JSP", "/index.jsp%20", "/index.jsp.", "/./index.jsp",
        "/index.jsp;a=b",
        "//index.jsp", "/%69ndex.jsp", "/index%2ejsp", "/x.page"})
    void theSourceOfAPageIsNeverSent(String path) throws Exception {
        deploy(new PageWar()
                .webXml("<jsp-config><jsp-property-group><url-pattern>*.page</url-pattern></jsp-property-group>"
                        + "</jsp-config>")
                .file("index.jsp", "<% /* source */ %>ran").file("x.page", "<% /* source */ %>ran"));
        assertFalse(get(path).contains("source"), get(path));
    }

    @Test
    void manyFirstRequestsTranslateAPageOnce() throws Exception {
        deploy(new PageWar().file("c.jsp", "<%! static final java.util.concurrent.atomic.AtomicInteger MADE = "
                + "new java.util.concurrent.atomic.AtomicInteger(); public void jspInit() { MADE.incrementAndGet(); } %>"
                + "<%= MADE %>"));
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            calls.add(() -> get("/c.jsp"));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<String> answer : pool.invokeAll(calls)) {
                assertEquals("200 1", answer.get());
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void translatedPagesLieInAPrivateDirectory() throws Exception {
        deploy(new PageWar().file("a.jsp", "a"));
        assertEquals("200 a", get("/a.jsp"));
        try (Stream<Path> files = Files.walk(directory.resolve("work"))) {
            Path made = files.filter(file -> file.toString().endsWith("a_jsp.class")).findFirst().orElseThrow();
            boolean priv = false;
            for (Path at = made.getParent(); !at.equals(directory); at = at.getParent()) {
                priv |= PosixFilePermissions.toString(Files.getPosixFilePermissions(at)).equals("rwx------");
            }
            assertTrue(priv, made.toString());
        }
    }

    @Test
    void aChangedPageIsTranslatedAnewInDevelopmentOnly() throws Exception {
        Path page = new PageWar().file("d.jsp", "one").explode(directory.resolve("app")).resolve("d.jsp");
        for (boolean development : new boolean[]{false, true}) {
            Files.writeString(page, "one");
            Files.setLastModifiedTime(page, FileTime.fromMillis(1_000_000_000_000L));
            SettingValues settings = new SettingValues(null,
                    Map.of(Settings.JSP_DEVELOPMENT, new SettingValues.Value(development, "test")));
            try (Deployer own = new Deployer(container, directory.resolve("own"),
                    context -> ContextConfig.of(settings))) {
                own.deploy(directory.resolve("app"));
                assertEquals("200 one", get("/d.jsp"));
                Files.writeString(page, "two");
                assertEquals(development ? "200 two" : "200 one", get("/d.jsp"));
            }
        }
    }

    @Test
    void precompiledPagesRun() throws Exception {
        deploy(new PageWar()
                .type("WEB-INF/classes/", "Made", " extends org.apache.jasper.runtime.HttpJspBase { public void "
                        + "_jspService(HttpServletRequest q, HttpServletResponse p) throws IOException, "
                        + "ServletException { PageContext page = JspFactory.getDefaultFactory().getPageContext(this, q, p, "
                        + "null, true, 8192, true); page.getOut().print(\"made\"); "
                        + "JspFactory.getDefaultFactory().releasePageContext(page); } }")
                .webXml("<servlet><servlet-name>m</servlet-name><servlet-class>a.Made</servlet-class></servlet>"
                        + "<servlet-mapping><servlet-name>m</servlet-name><url-pattern>/made.jsp</url-pattern>"
                        + "</servlet-mapping>"));
        assertEquals("200 made", get("/made.jsp"));
    }

    @Test
    void listenersOfTagLibrariesRunAndMayNotConfigure() throws Exception {
        deploy(new PageWar().file("x.txt", "x").lib("l.jar", jar -> jar
                .type("", "L", " implements ServletContextListener { public void contextInitialized("
                        + "ServletContextEvent e) { try { e.getServletContext().addServlet(\"s\", \"a.S\"); } catch ("
                        + "UnsupportedOperationException x) { e.getServletContext().setAttribute(\"l\", \"refused\"); } } }")
                .tld("META-INF/l.tld", "<listener><listener-class>a.L</listener-class></listener>"))
                .file("l.jsp", "${l}"));
        assertEquals("200 refused", get("/l.jsp"));
    }

    @Test
    void aTagLibraryThatIsNoXmlIsNamedWithItsLine() {
        DeploymentException e = assertThrows(DeploymentException.class,
                () -> deploy(new PageWar().tld("WEB-INF/x.tld", "<listener>\n<listener-class>a.L</listener>")));
        assertTrue(e.getMessage().contains("LNR-4201") && e.getMessage().contains("app.war!/WEB-INF/x.tld:4"),
                e.getMessage());
    }

    @Test
    void theApplicationSeesTheExpressionLanguage() throws Exception {
        deploy(new PageWar().type("WEB-INF/classes/", "E", " extends HttpServlet { protected void doGet("
                + "HttpServletRequest q, HttpServletResponse p) throws IOException { p.getWriter().print((Object) new "
                + "jakarta.el.ELProcessor().eval(\"1 + 2\")); } }")
                .webXml("<servlet><servlet-name>e</servlet-name><servlet-class>a.E</servlet-class></servlet>"
                        + "<servlet-mapping><servlet-name>e</servlet-name><url-pattern>/e</url-pattern>"
                        + "</servlet-mapping>"));
        assertEquals("200 3", get("/e"));
    }

    @Test
    void listenersMayAddResolvers() throws Exception {
        deploy(new PageWar().type("WEB-INF/classes/", "R", " implements ServletContextListener { public void "
                + "contextInitialized(ServletContextEvent e) { JspFactory.getDefaultFactory().getJspApplicationContext("
                + "e.getServletContext()).addELResolver(new jakarta.el.StaticFieldELResolver() { public Object getValue("
                + "jakarta.el.ELContext c, Object b, Object p) { if (b == null && \"magic\".equals(p)) { "
                + "c.setPropertyResolved(true); return 7; } return null; } }); } }")
                .webXml("<listener><listener-class>a.R</listener-class></listener>").file("r.jsp", "${magic}"));
        assertEquals("200 7", get("/r.jsp"));
    }
}
