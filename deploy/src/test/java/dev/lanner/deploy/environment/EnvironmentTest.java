package dev.lanner.deploy.environment;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.TestWar;
import dev.lanner.deploy.resource.EnvironmentValue;
import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.deploy.section.EnvironmentSection;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Whole WARs with entries, references and injection, without sockets.
@SuppressWarnings("BanJNDI")
class EnvironmentTest {
    private static final String IMPORTS = "package a; import jakarta.servlet.*; import jakarta.servlet.http.*; "
            + "import jakarta.servlet.annotation.*; import jakarta.annotation.*; import java.io.*; import java.util.*; "
            + "import javax.naming.*; ";

    @TempDir Path directory;
    private final Map<Section<?>, Object> written = new HashMap<>();
    private ServletContainer container;
    private Deployer deployer;
    private InMemoryConnector client;

    @BeforeEach
    void start() {
        container = ServletContainer.builder().build();
        deployer = new Deployer(container, directory.resolve("work"),
                context -> new ContextConfig(SettingValues.DEFAULTS, "shop.yaml", new Sections(written, Map.of()),
                        Sections.EMPTY));
        client = new InMemoryConnector(container);
    }

    @AfterEach
    void stop() {
        deployer.close();
        container.close();
    }

    private void entry(String name, String value) {
        written.put(EnvironmentSection.SECTION, Map.of(name, new EnvironmentValue(value, null, "shop.yaml:2")));
    }

    private void resource(String name, ResourceDefinition definition) {
        written.put(ResourcesSection.SECTION, Map.of(name, definition));
    }

    private String get(String target) {
        TestResponse response = client.get(target).send();
        return response.status() + " " + (response.status() == 200 ? response.text().strip() : "");
    }

    private void deploy(TestWar war) throws Exception {
        deployer.deploy(war.write(directory.resolve("app.war")));
    }

    private String fault(TestWar war) {
        return assertThrows(DeploymentException.class, () -> deploy(war)).getMessage();
    }

    /// A servlet `/s` whose answer is an expression; fields stand before.
    private static String servlet(String fields, String expression) {
        return IMPORTS + "@WebServlet(\"/s\") public class S extends HttpServlet { " + fields + " protected void doGet("
                + "HttpServletRequest q, HttpServletResponse p) throws IOException { try { p.getWriter().print("
                + expression + "); } catch (Exception e) { p.getWriter().print(e.getMessage()); } } "
                + "static Object look(String name) throws NamingException { return new InitialContext().lookup(name); "
                + "} }";
    }

    private static String look(String name) {
        return servlet("", "look(\"" + name + "\")");
    }

    private static String entryXml(String name, String type, String value) {
        return "<env-entry><env-entry-name>" + name + "</env-entry-name><env-entry-type>" + type
                + "</env-entry-type><env-entry-value>" + value + "</env-entry-value></env-entry>";
    }

    @ParameterizedTest
    @CsvSource({"java.lang.String, hello, String hello", "java.lang.Integer, 5, Integer 5",
        "java.lang.Boolean, true, Boolean true", "java.lang.Character, x, Character x", "java.lang.Byte, 7, Byte 7",
        "java.lang.Short, 8, Short 8", "java.lang.Long, 9, Long 9", "java.lang.Double, 1.5, Double 1.5",
        "java.lang.Float, 2.5, Float 2.5", "Integer, 5, Integer 5",
        "java.lang.Class, a.S, Class class a.S", "a.Color, RED, Color RED"})
    void entriesHaveTheTypesOfTheSpecification(String type, String value, String shown) throws Exception {
        deploy(TestWar.war().classes(servlet("", "look(\"java:comp/env/e\").getClass().getSimpleName() + \" \" + "
                + "look(\"java:comp/env/e\")"), "package a; public enum Color { RED, GREEN }")
                .webXml(entryXml("e", type, value)));
        assertEquals("200 " + shown, get("/app/s"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "java.lang.Integer | five | <env-entry> \"e\" is \"five\", it must be a whole number of the type Integer",
        "java.lang.Boolean | yes | <env-entry> \"e\" is \"yes\", it must be true or false",
        "java.lang.Character | xy | <env-entry> \"e\" is \"xy\", it must be a single character",
        "java.lang.Class | a.None | <env-entry> \"e\" is \"a.None\", it must be the name of a class of the application",
        "a.Color | BLUE | <env-entry> \"e\" is \"BLUE\", it must be one of [RED, GREEN]",
        "java.util.Date | 1 | <env-entry> \"e\" is \"1\", it has the type java.util.Date, which is none of",
        "a.None | 1 | <env-entry> \"e\" is \"1\", it has the type a.None, a class that is not there"})
    void wrongEntriesStopTheDeployment(String type, String value, String reason) {
        String message = fault(TestWar.war().classes("package a; public enum Color { RED, GREEN }")
                .webXml("\n" + entryXml("e", type, value)));
        assertTrue(message.startsWith("LNR-4164 ") && message.contains("app.war!/WEB-INF/web.xml:3: " + reason),
                message);
    }

    @Test
    void whatTheOwnerSaysWins() throws Exception {
        entry("size", "7");
        deploy(TestWar.war().classes(look("java:comp/env/size")).webXml(entryXml("size", "java.lang.Integer", "5")));
        assertEquals("200 7", get("/app/s"));
    }

    @Test
    void theOwnersValueMustHaveTheApplicationsType() {
        entry("size", "many");
        assertEquals(
                "LNR-4164 shop.yaml:2: the environment entry size is \"many\", it must be a whole number of the type Integer, as the "
                        + "application wants it",
                fault(TestWar.war().webXml(entryXml("size", "java.lang.Integer", "5"))));
    }

    @Test
    void twoThingsOfANameStopTheDeployment() {
        String message = fault(TestWar.war().webXml(entryXml("x", "java.lang.String", "5") + "<mail-session><name>"
                + "java:comp/env/x</name></mail-session>"));
        assertTrue(message.startsWith("LNR-4165 ") && message.contains("stands for something already"), message);
    }

    @Test
    void fieldsAndSettersGetWhatTheyAskFor() throws Exception {
        entry("size", "7");
        deploy(TestWar.war().classes("package a; import jakarta.annotation.*; public class Base extends "
                + "jakarta.servlet.http.HttpServlet { @Resource(name = \"greeting\") private String word; "
                + "protected String word() { return word; } String order = \"\"; "
                + "@Resource(name = \"greeting\") public void setOver(String s) { order += \"base \"; } }",
                servlet("@Resource private int size0 = 3; @Resource(name = \"size\") private int size; "
                        + "@Resource String none = \"default\"; private String set; "
                        + "@Resource(name = \"greeting\") private void setPrivate(String s) { set = s; } "
                        + "@Resource(lookup = \"java:comp/env/greeting\") Object found; "
                        + "@Resource(name = \"greeting\") public void setOver(String s) { order += \"sub \"; } "
                        + "@PostConstruct void up() { order += set + \" up\"; }",
                        "word() + size + size0 + none + set + found + \":\" + order + look(\"java:comp/env/a.S/found\")")
                        .replace("extends HttpServlet", "extends Base"))
                .webXml(entryXml("greeting", "java.lang.String", "hi")));
        assertEquals("200 hi73defaulthihi:sub hi uphi", get("/app/s"));
    }

    @Test
    void descriptorsInjectToo() throws Exception {
        deploy(TestWar.war().classes(servlet("private String word; private int n; private void setNumber(int x) { "
                + "n = x + 1; }", "word + n"))
                .webXml("<env-entry><env-entry-name>w</env-entry-name><env-entry-value>hi</env-entry-value>"
                        + target("word") + "</env-entry><env-entry><env-entry-name>n</env-entry-name>"
                        + "<env-entry-value>4</env-entry-value>" + target("number") + "</env-entry>"));
        assertEquals("200 hi5", get("/app/s"));
    }

    private static String target(String name) {
        return "<injection-target><injection-target-class>a.S</injection-target-class><injection-target-name>" + name
                + "</injection-target-name></injection-target>";
    }

    @Test
    void metadataCompleteLeavesAnnotationsAlone() throws Exception {
        deploy(TestWar.war().classes(servlet("@Resource(name = \"w\") String word = \"old\"; String by;", "word + by"))
                .file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\" "
                        + "metadata-complete=\"true\"><servlet><servlet-name>s</servlet-name><servlet-class>a.S"
                        + "</servlet-class></servlet><servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s"
                        + "</url-pattern></servlet-mapping><env-entry><env-entry-name>w</env-entry-name>"
                        + "<env-entry-value>new</env-entry-value>" + target("by") + "</env-entry></web-app>"));
        assertEquals("200 oldnew", get("/app/s"));
    }

    @Test
    void aFragmentThatIsCompleteLeavesItsAnnotationsAlone() throws Exception {
        TestWar war = TestWar.war().classes("package b; public class Base extends jakarta.servlet.http.HttpServlet { "
                + "@jakarta.annotation.Resource(name = \"w\") protected String word = \"old\"; }",
                servlet("@Resource(name = \"w\") String own;", "word + own").replace("extends HttpServlet",
                        "extends b.Base"))
                .webXml(entryXml("w", "java.lang.String", "new"));
        byte[] base = war.take("WEB-INF/classes/b/Base.class");
        deploy(war.lib("f.jar", jar -> jar.file("b/Base.class", base).file("META-INF/web-fragment.xml",
                TestWar.webFragment("").replace("version", "metadata-complete=\"true\" version"))));
        assertEquals("200 oldnew", get("/app/s"));
    }

    @Test
    void injectionTargetsOfFragmentsAreAlwaysMerged() throws Exception {
        deploy(TestWar.war().classes(servlet("String one; String two;", "one + two"))
                .webXml("<env-entry><env-entry-name>w</env-entry-name><env-entry-value>web</env-entry-value>"
                        + target("one") + "</env-entry>")
                .lib("f.jar", jar -> jar.file("META-INF/web-fragment.xml", TestWar.webFragment("<env-entry>"
                        + "<env-entry-name>w</env-entry-name><env-entry-value>fragment</env-entry-value>"
                        + target("two") + "</env-entry>"))));
        assertEquals("200 webweb", get("/app/s"));
    }

    @Test
    void whatCanNotBeInjectedMakesTheServletUnavailable() throws Exception {
        deploy(TestWar.war().classes(servlet("@Resource(name = \"jdbc/x\") javax.sql.DataSource source;", "source"),
                IMPORTS + "@WebServlet(\"/t\") public class T extends HttpServlet { "
                        + "@Resource(lookup = \"java:comp/env/w\") static String word; }",
                IMPORTS + "@WebServlet(\"/u\") public class U extends HttpServlet { "
                        + "@Resource(lookup = \"java:comp/env/w\") Date word; }",
                IMPORTS + "@WebServlet(\"/ok\") public class Ok extends HttpServlet { protected void doGet("
                        + "HttpServletRequest q, HttpServletResponse p) throws IOException { p.getWriter().print("
                        + "\"ok\"); } }")
                .webXml(entryXml("w", "java.lang.String", "x")));
        assertEquals("503 ", get("/app/s"));
        assertEquals("503 ", get("/app/t"));
        assertEquals("503 ", get("/app/u"));
        assertEquals("200 ok", get("/app/ok"));
    }

    @Test
    void filtersAndListenersAndObjectsOfTheContextAreInjected() throws Exception {
        deploy(TestWar.war().classes(
                servlet("", "q.getAttribute(\"f\") + \"\" + getServletContext().getAttribute(\"l\")"),
                IMPORTS + "@WebFilter(\"/*\") public class F extends HttpFilter { @Resource(name = \"w\") String w; "
                        + "protected void doFilter(HttpServletRequest q, HttpServletResponse p, FilterChain c) throws "
                        + "IOException, ServletException { q.setAttribute(\"f\", w); c.doFilter(q, p); } }",
                IMPORTS + "@WebListener public class L implements ServletContextListener { @Resource(name = \"w\") "
                        + "String w; public void contextInitialized(ServletContextEvent e) { try { Made made = "
                        + "e.getServletContext().createListener(Made.class); e.getServletContext().setAttribute("
                        + "\"l\", w + made.w + S.look(\"java:comp/env/w\")); } catch (Exception x) { throw new "
                        + "IllegalStateException(x); } } }",
                IMPORTS + "public class Made implements ServletRequestListener { @Resource(name = \"w\") String w; }")
                .webXml(entryXml("w", "java.lang.String", "x")));
        assertEquals("200 xxxx", get("/app/s"));
    }

    @Test
    void threadsOfTheApplicationSeeItsNames() throws Exception {
        deploy(TestWar.war().classes(servlet("", "ask()").replace("static Object look",
                "static Object ask() throws Exception { Object[] found = new Object[2]; Thread thread = new Thread(() "
                        + "-> { try { found[0] = look(\"java:comp/env/w\"); } catch (NamingException e) { found[0] = "
                        + "e; } }); thread.start(); thread.join(); Thread other = Thread.ofVirtual().start(() -> { "
                        + "try { found[1] = look(\"java:comp/env/w\"); } catch (NamingException e) { found[1] = e; } "
                        + "}); other.join(); return found[0] + \"\" + found[1]; } static Object look"))
                .webXml(entryXml("w", "java.lang.String", "x")));
        assertEquals("200 xx", get("/app/s"));
    }

    @Test
    void applicationsSeeTheirOwnNamesOnly() throws Exception {
        TestWar war = TestWar.war().classes(look("java:comp/env/w"));
        deployer.deploy(war.webXml(entryXml("w", "java.lang.String", "one")).write(directory.resolve("one.war")));
        deployer.deploy(war.webXml(entryXml("w", "java.lang.String", "two")).write(directory.resolve("two.war")));
        deployer.deploy(war.webXml("").write(directory.resolve("three.war")));
        assertEquals("200 one", get("/one/s"));
        assertEquals("200 two", get("/two/s"));
        assertEquals("200 LNR-4161: java:comp/env/w is not bound in the web application /three", get("/three/s"));
    }

    @Test
    void anApplicationWithoutNamesHasNoDefaultContext() throws Exception {
        deploy(TestWar.war().classes(servlet("", "new InitialContext().getEnvironment()")));
        assertTrue(get("/app/s").startsWith("200 LNR-4162: this web application has no names"), get("/app/s"));
        // names are looked up all the same
        deployer.deploy(TestWar.war().classes(look("java:comp/env")).write(directory.resolve("two.war")));
        assertEquals("200 java:comp/env", get("/two/s"));
    }

    @Test
    void anApplicationWithNamesHasADefaultContext() throws Exception {
        deploy(TestWar.war().classes(servlet("", "((Context) new InitialContext().lookup(\"comp/env\")).lookup(\"w\")"))
                .webXml(entryXml("w", "java.lang.String", "x")));
        assertEquals("200 x", get("/app/s"));
    }

    @Test
    void anApplicationsOwnContextFactoryCounts() throws Exception {
        deploy(TestWar.war().classes(
                servlet("", "new InitialContext().lookup(\"own\") + \"\" + look(\"java:comp/env/w\")"),
                "package a; import javax.naming.*; public class Own implements javax.naming.spi.InitialContextFactory "
                        + "{ public Context getInitialContext(java.util.Hashtable<?, ?> env) throws NamingException { "
                        + "return (Context) java.lang.reflect.Proxy.newProxyInstance(Own.class.getClassLoader(), new "
                        + "Class<?>[]{Context.class}, (self, method, args) -> \"mine\"); } }")
                .file("WEB-INF/classes/jndi.properties", "java.naming.factory.initial=a.Own\n")
                .webXml(entryXml("w", "java.lang.String", "x")));
        assertEquals("200 minex", get("/app/s"));
    }

    @Test
    void outsideOfApplicationsThereAreNoNames() {
        String message = assertThrows(NamingException.class, () -> new InitialContext().lookup("java:comp/env/x"))
                .getMessage();
        assertTrue(message.startsWith("LNR-4162: the thread ") && message.contains("belongs to no web application"),
                message);
    }

    @Test
    void referencesOfOtherPlatformsAreWarnedAbout() throws Exception {
        Path war = TestWar.war().webXml("<ejb-ref><ejb-ref-name>ejb/x</ejb-ref-name></ejb-ref>\n<resource-ref>"
                + "<res-ref-name>jdbc/y</res-ref-name><res-type>javax.sql.DataSource</res-type></resource-ref>"
                + "<message-destination-ref><message-destination-ref-name>q</message-destination-ref-name>"
                + "</message-destination-ref>").write(directory.resolve("app.war"));
        assertEquals("LNR-4166 WEB-INF/web.xml:3: nothing is configured for java:comp/env/jdbc/y of the type "
                + "javax.sql.DataSource; say what it is under resources: in the context's file\n"
                + "LNR-4166 WEB-INF/web.xml:3: nothing is configured for java:comp/env/q; say what it is under "
                + "resources: in the context's file\n"
                + "LNR-4167 WEB-INF/web.xml:2: <ejb-ref> \"ejb/x\" is not followed: the server has no enterprise "
                + "beans",
                String.join("\n", deployer.check(war, dev.lanner.deploy.ContextName.ofFile(war))));
    }

    // ---- resources

    @Test
    void factoriesOfTheApplicationMakeObjectsOnce() throws Exception {
        resource("my/thing", new ResourceDefinition.Custom("shop.yaml:3", "a.Factory", "a.Thing",
                Map.of("size", "3", "word", "w")));
        deploy(TestWar.war().classes(
                servlet("@Resource(name = \"my/thing\") private Thing thing;",
                        "\"\" + thing + (thing == look(\"java:comp/env/my/thing\"))"),
                "package a; public class Thing { String is; public String toString() { return is; } }",
                "package a; import javax.naming.*; public class Factory implements javax.naming.spi.ObjectFactory { "
                        + "static int made; public Object getObjectInstance(Object what, Name name, Context in, "
                        + "java.util.Hashtable<?, ?> env) { Reference r = (Reference) what; Thing t = new Thing(); t.is "
                        + "= ++made + \" \" + name + \" \" + r.getClassName() + \" \" + r.get(\"size\").getContent() "
                        + "+ r.get(\"word\").getContent() + \" \"; return t; } }"));
        assertEquals("200 1 my/thing a.Thing 3w true", get("/app/s"));
    }

    @Test
    void beansAreSetByTheirSetters() throws Exception {
        resource("b", new ResourceDefinition.Bean("shop.yaml:3", "a.Bean", Map.of("size", "3", "word", "w", "on",
                "true")));
        deploy(TestWar.war().classes(look("java:comp/env/b"), "package a; public class Bean { int n; String w; boolean "
                + "b; public void setSize(int x) { n = x; } public void setWord(String x) { w = x; } public void "
                + "setOn(Boolean x) { b = x; } public String toString() { return n + w + b; } }"));
        assertEquals("200 3wtrue", get("/app/s"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"none | x | LNR-4173 shop.yaml:3: resource b: a.Bean has no public setter",
        "size | x | LNR-4173 shop.yaml:3: resource b: the property \"size\" must be a whole number of the type Integer",
        "forceString | x=exec | LNR-4173 shop.yaml:3: resource b: a.Bean has no public setter",
        "bad | x | LNR-4173 shop.yaml:3: resource b: the property \"bad\" of a.Bean can't be set: "})
    void wrongPropertiesOfBeansAreNamed(String property, String value, String reason) throws Exception {
        resource("b", new ResourceDefinition.Bean("shop.yaml:3", "a.Bean", Map.of(property, value)));
        deploy(TestWar.war().classes(look("java:comp/env/b"), "package a; public class Bean { public void setSize(int "
                + "x) { } public void exec(String x) { } public void setBad(String x) { throw new "
                + "IllegalStateException(); } }"));
        assertTrue(get("/app/s").startsWith("200 " + reason), get("/app/s"));
    }

    @Test
    void urlsAreUrls() throws Exception {
        resource("u", new ResourceDefinition.Url("shop.yaml:3", "https://example.org/x"));
        deploy(TestWar.war().classes(servlet("@Resource(name = \"u\") java.net.URL url;", "url")));
        assertEquals("200 https://example.org/x", get("/app/s"));
    }

    @Test
    void whatTheOwnerConfiguredWrongStopsTheDeployment() {
        resource("u", new ResourceDefinition.Url("shop.yaml:3", "nonsense"));
        assertTrue(fault(TestWar.war()).startsWith("LNR-4174 shop.yaml:3: resource u: \"nonsense\" is no URL"));
        resource("c", new ResourceDefinition.Custom("shop.yaml:4", "a.None", "", Map.of()));
        assertTrue(fault(TestWar.war()).startsWith("LNR-4172 shop.yaml:4: resource c: the class a.None is neither"));
        resource("s", new ResourceDefinition.Shared("shop.yaml:5", "none"));
        assertTrue(fault(TestWar.war()).startsWith("LNR-4166 shop.yaml:5: resource s: there is no shared resource"));
    }

    @Test
    void aMailSessionNeedsTheApi() throws Exception {
        resource("mail/s", new ResourceDefinition.Mail("shop.yaml:3", Map.of("mail.smtp.host", "h"),
                ResourceDefinition.Login.NONE));
        deploy(TestWar.war().classes(look("java:comp/env/mail/s")));
        assertTrue(get("/app/s").startsWith("200 LNR-4171 shop.yaml:3: resource mail/s: a mail session needs the "
                + "Jakarta Mail API (jakarta.mail.Session)"), get("/app/s"));
    }

    /// Stands for Jakarta Mail.
    private static TestWar withMail(TestWar war, String... more) {
        String[] sources = {
            "package jakarta.mail; public class Session { public java.util.Properties p; public String login = \"\"; "
                    + "public static Session getInstance(java.util.Properties p, Authenticator a) { Session s = new "
                    + "Session(); s.p = p; return s; } public void setPasswordAuthentication(URLName n, "
                    + "PasswordAuthentication w) { login += n.all + w.all; } public String toString() { return login + "
                    + "p.getProperty(\"mail.smtp.host\") + p.getProperty(\"mail.smtp.auth\") + "
                    + "p.getProperty(\"mail.from\"); } }",
            "package jakarta.mail; public class Authenticator {}",
            "package jakarta.mail; public class URLName { String all; public URLName(String a, String b, int c, String "
                    + "d, String e, String f) { all = a + \"/\" + b + \"/\" + e + \" \"; } }",
            "package jakarta.mail; public class PasswordAuthentication { String all; public PasswordAuthentication("
                    + "String a, String b) { all = a + \":\" + b + \" \"; } }",
            "package jakarta.mail; import java.lang.annotation.*; @Retention(RetentionPolicy.RUNTIME) public "
                    + "@interface MailSessionDefinition { String name(); String host() default \"\"; String from() "
                    + "default \"\"; String[] properties() default {}; }"};
        String[] all = java.util.Arrays.copyOf(sources, sources.length + more.length);
        System.arraycopy(more, 0, all, sources.length, more.length);
        return war.classes(all);
    }

    @Test
    void aMailSessionIsMadeOfTheApplicationsApi() throws Exception {
        resource("mail/s", new ResourceDefinition.Mail("shop.yaml:3", Map.of("mail.smtp.host", "h", "mail.from", "f"),
                new ResourceDefinition.Login("u", "p")));
        deploy(withMail(TestWar.war(), servlet("@Resource(name = \"mail/s\") jakarta.mail.Session s;", "s")));
        assertEquals("200 smtp/h/u u:p htruef", get("/app/s"));
    }

    @Test
    void definitionsOfAnnotationsAreRead() throws Exception {
        deploy(withMail(TestWar.war(), servlet("@Resource(lookup = \"java:app/env/m\") jakarta.mail.Session s;", "s")
                .replace("@WebServlet", "@jakarta.mail.MailSessionDefinition(name = \"java:app/env/m\", from = \"f\", "
                        + "properties = {\"mail.smtp.host=h\"}) @WebServlet")));
        assertEquals("200 hnullf", get("/app/s"));
    }

    @Test
    void aDefinitionOfADataSourceNeedsThePartForPools() {
        String message = fault(TestWar.war().classes("package a; @jakarta.annotation.sql.DataSourceDefinition(name = "
                + "\"java:comp/env/jdbc/x\", className = \"a.Source\", url = \"jdbc:x\") public class S extends "
                + "jakarta.servlet.http.HttpServlet {}"));
        assertTrue(message.startsWith("LNR-4176 ") && message.contains("app.war!/WEB-INF/classes/a/S.class: resource "
                + "java:comp/env/jdbc/x: data sources need the server's part lib/datasource"), message);
    }

    @Test
    void theWebXmlWinsOverADefinitionOfAnAnnotation() throws Exception {
        deploy(withMail(TestWar.war(), servlet("@Resource(name = \"m\") jakarta.mail.Session s;", "s")
                .replace("@WebServlet", "@jakarta.mail.MailSessionDefinition(name = \"java:comp/env/m\", from = \"f\") "
                        + "@WebServlet"))
                .webXml("<mail-session><name>java:comp/env/m</name><from>web</from></mail-session>"));
        assertEquals("200 nullnullweb", get("/app/s"));
    }

    @Test
    void modulesHaveTheNameOfTheirDescriptorOrOfTheirPath() throws Exception {
        deploy(TestWar.war().classes(look("java:module/ModuleName")));
        assertEquals("200 app", get("/app/s"));
        deployer.deploy(TestWar.war().classes(look("java:app/AppName")).webXml("<module-name>mine</module-name>")
                .write(directory.resolve("two.war")));
        assertEquals("200 mine", get("/two/s"));
    }

    @Test
    void namesOutsideOfJavaAreNotFollowed() throws Exception {
        deploy(TestWar.war().classes(look("java:comp/env/x")).webXml("<resource-ref><res-ref-name>x</res-ref-name>"
                + "<lookup-name>ldap://127.0.0.1:1/x</lookup-name></resource-ref>"));
        assertEquals(
                "200 LNR-4166 WEB-INF/web.xml:2: java:comp/env/x is to be looked up at \"ldap://127.0.0.1:1/x\": it "
                        + "must be a name below java:",
                get("/app/s"));
    }

    @Test
    void annotationsOfOtherPlatformsAreWarnedAbout() throws Exception {
        Path war = TestWar.war().classes("package jakarta.persistence; import java.lang.annotation.*; @Retention("
                + "RetentionPolicy.RUNTIME) public @interface PersistenceContext {}",
                servlet("@jakarta.persistence.PersistenceContext Object manager;", "manager"))
                .write(directory.resolve("app.war"));
        assertEquals("LNR-4167 class a.S: @PersistenceContext is not followed: the server has nothing for it",
                String.join("\n", deployer.check(war, dev.lanner.deploy.ContextName.ofFile(war))));
    }

    @Test
    void allThatTheOwnerConfiguredWrongIsToldTogether() {
        written.put(ResourcesSection.SECTION,
                Map.of("a", new ResourceDefinition.Url("shop.yaml:3", "nonsense"), "b",
                        new ResourceDefinition.Bean("shop.yaml:4", "a.None", Map.of())));
        String[] lines = fault(TestWar.war()).split("\n", -1);
        assertTrue(lines[0].startsWith("LNR-4174 shop.yaml:3: resource a: "), lines[0]);
        assertTrue(lines[1].startsWith("LNR-4172 shop.yaml:4: resource b: "), lines[1]);
    }
}
