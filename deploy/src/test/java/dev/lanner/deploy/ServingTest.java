package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Whole WARs in a container, without sockets.
class ServingTest {
    private static final String IMPORTS = "package a; import jakarta.servlet.*; import jakarta.servlet.http.*; "
            + "import jakarta.servlet.annotation.*; import jakarta.annotation.*; import java.io.*; import java.util.*; ";

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

    private String get(String target) {
        TestResponse response = client.get(target).send();
        return response.status() + " " + (response.status() == 200 ? response.text().strip() : "");
    }

    private static String servlet(String name, String annotation, String body) {
        return IMPORTS + annotation + " public class " + name + " extends HttpServlet { protected void doGet("
                + "HttpServletRequest request, HttpServletResponse response) throws IOException { PrintWriter out = "
                + "response.getWriter(); " + body + " } }";
    }

    private Path write(String name, TestWar war) throws IOException {
        return war.write(directory.resolve(name));
    }

    @Test
    void usesTheServersServletApiAndTheRestOfAJarThatBringsACopy() throws Exception {
        deployer.deploy(write("app.war", TestWar.war()
                .classes(servlet("Hello", "@WebServlet(\"/hello\")", "try { out.print(Class.forName(\"b.Other\")"
                        + ".getSimpleName() + (this instanceof Servlet)); } catch (ClassNotFoundException e) { "
                        + "out.print(e); }"))
                .lib("shaded.jar", jar -> jar
                        .jarClasses("package jakarta.servlet; public interface Servlet {}")
                        .jarClasses("package b; public class Other {}"))));
        assertEquals("200 Othertrue", get("/app/hello"));
    }

    @Test
    void servesAnnotatedComponentsAndFiles() throws Exception {
        TestWar war = TestWar.war()
                .classes(servlet("Hello", "@WebServlet(urlPatterns = \"/hello\", initParams = "
                        + "@WebInitParam(name = \"k\", value = \"v\"))",
                        "out.print(getInitParameter(\"k\") + request.getAttribute(\"f\") "
                                + "+ getServletContext().getAttribute(\"l\") + up); } String up = \"\"; "
                                + "@PostConstruct void start() { up = \"p\";"),
                        IMPORTS + "@WebFilter(\"/*\") public class F extends HttpFilter { protected void doFilter("
                                + "HttpServletRequest q, HttpServletResponse p, FilterChain c) throws IOException, "
                                + "ServletException { q.setAttribute(\"f\", \"f\"); c.doFilter(q, p); } }",
                        IMPORTS + "@WebListener public class L implements ServletContextListener { public void "
                                + "contextInitialized(ServletContextEvent e) { e.getServletContext().setAttribute("
                                + "\"l\", \"l\"); } }")
                .file("index.html", "welcome").file("WEB-INF/secret.txt", "secret")
                .lib("r.jar", jar -> jar.file("META-INF/resources/overlay.txt", "from a jar"));
        deployer.deploy(write("app.war", war));
        assertEquals("200 vflp", get("/app/hello"));
        assertEquals("200 welcome", get("/app/"));
        assertEquals("200 from a jar", get("/app/overlay.txt"));
        assertEquals("404 ", get("/app/WEB-INF/secret.txt"));
        assertEquals("404 ", get("/app/none"));
        assertEquals("404 ", get("/other/"));
    }

    @Test
    void runsInitializersWithTheirClasses() throws Exception {
        TestWar war = TestWar.war()
                .classes(
                        servlet("Plain", "", "out.print(\"added\");").replace("HttpServlet {",
                                "HttpServlet implements b.Mark {"),
                        "package b; public interface Mark {}")
                .lib("i.jar", jar -> TestWar.compile(List.of("package b; public interface Mark {}",
                        "package b; import jakarta.servlet.*; @jakarta.servlet.annotation.HandlesTypes(Mark.class) "
                                + "public class Init implements ServletContainerInitializer { public void onStartup("
                                + "java.util.Set<Class<?>> found, ServletContext context) throws ServletException { "
                                + "for (Class<?> type : found) { context.addServlet(type.getSimpleName(), "
                                + "type.asSubclass(Servlet.class)).addMapping(\"/\" + type.getSimpleName()); } } }"),
                        Map.of()).forEach(jar::file))
                .lib("s.jar", jar -> jar.file("x", "x"));
        war.lib("i2.jar", jar -> jar.file("META-INF/services/jakarta.servlet.ServletContainerInitializer", "b.Init"));
        deployer.deploy(write("app.war", war));
        assertEquals("200 added", get("/app/Plain"));
    }

    @Test
    void hidesTheServerAndShowsItsApis() throws Exception {
        String body = "String[] names = {\"dev.lanner.container.ServletContainer\", \"dev.lanner.deploy.Deployer\", "
                + "\"dev.lanner.spi.features.Features\", \"dev.lanner.container.RequestFeatures\"}; "
                + "for (String name : names) { try { Class.forName(name); out.print(\"+\"); } "
                + "catch (ClassNotFoundException e) { out.print(\"-\"); } } "
                + "out.print(request.getAttribute(\"dev.lanner.features\") instanceof "
                + "dev.lanner.spi.features.FeatureCollection); "
                + "out.print(Thread.currentThread().getContextClassLoader() == getClass().getClassLoader());";
        deployer.deploy(write("ROOT.war", TestWar.war().classes(servlet("Look", "@WebServlet(\"/look\")", body))));
        assertEquals("200 --++truetrue", get("/look"));
    }

    @Test
    void applicationsHaveTheirOwnClasses() throws Exception {
        String body = "out.print(++count); } static int count; static {";
        for (String name : List.of("one.war", "two.war")) {
            deployer.deploy(write(name, TestWar.war().classes(servlet("Count", "@WebServlet(\"/count\")", body))));
        }
        assertEquals("200 1", get("/one/count"));
        assertEquals("200 2", get("/one/count"));
        assertEquals("200 1", get("/two/count"));
    }

    @Test
    void aBadWarFailsAloneAndTheRestServes() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        TestWar.war().file("index.html", "good").write(webapps.resolve("good.war"));
        TestWar.war().webXml("<servlet-mapping/>").write(webapps.resolve("bad.war"));
        TestWar.war().classes(IMPORTS + "@WebListener public class L implements ServletContextListener { public void "
                + "contextInitialized(ServletContextEvent e) { throw new IllegalStateException(\"no database\"); } }")
                .write(webapps.resolve("throws.war"));
        List<Deployment> all = deployer.deployAll(webapps, Set.of());
        assertEquals("200 good", get("/good/"));
        assertEquals("503 ", get("/bad/"));
        assertEquals("503 ", get("/throws/"));
        assertEquals(List.of(Deployment.State.FAILED, Deployment.State.RUNNING, Deployment.State.FAILED),
                all.stream().map(Deployment::state).toList());
        assertTrue(all.get(0).reason().contains("bad.war!/WEB-INF/web.xml:2: "), all.get(0).reason());
        assertTrue(all.get(2).reason().contains("no database"), all.get(2).reason());
    }

    @Test
    void onlyTheServletThatNeedsAMissingTypeIsUnavailable() throws Exception {
        TestWar war = TestWar.war();
        TestWar.compile(List.of("package gone; public class Base extends jakarta.servlet.http.HttpServlet {}",
                "package a; @jakarta.servlet.annotation.WebServlet(\"/bad\") public class Bad extends gone.Base {}",
                "package gone; public class Optional {}",
                servlet("Good", "@WebServlet(value = \"/good\", loadOnStartup = 1)",
                        "out.print(\"good\"); } gone.Optional maybe; gone.Optional get(gone.Optional o) { return o;")),
                Map.of("gone/Base", true, "gone/Optional", true))
                .forEach((name, bytes) -> war.file("WEB-INF/classes/" + name, bytes));
        deployer.deploy(write("app.war", war));
        assertEquals("200 good", get("/app/good"));
        int status = client.get("/app/bad").send().status();
        assertTrue(status == 503 || status == 500 || status == 404, "status " + status);
    }

    @Test
    void replacesAnApplicationAndKeepsTheOldOneWhereTheNewOneFails() throws Exception {
        Path war = write("app.war", TestWar.war().file("index.html", "one"));
        deployer.deploy(war);
        TestWar.war().file("index.html", "two").write(war);
        deployer.deploy(war);
        assertEquals("200 two", get("/app/"));
        TestWar.war().webXml("<servlet/>").write(war);
        assertThrows(DeploymentException.class, () -> deployer.deploy(war));
        assertEquals("200 two", get("/app/"));
        assertEquals(Deployment.State.RUNNING, deployer.list().getFirst().state());
        try (Stream<Path> left = Files.list(directory.resolve("work/app"))) {
            assertEquals(1, left.filter(path -> path.getFileName().toString().matches("[0-9a-f]{32}")).count());
        }
    }

    @Test
    void aPathIsTakenWhileItsApplicationStarts() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        System.getProperties().put("test.entered", entered);
        System.getProperties().put("test.go-on", goOn);
        try {
            Path war = write("slow.war", TestWar.war().classes(IMPORTS + "import java.util.concurrent.*; @WebListener "
                    + "public class L implements ServletContextListener { public void contextInitialized("
                    + "ServletContextEvent e) { try { ((CountDownLatch) System.getProperties().get(\"test.entered\"))"
                    + ".countDown(); ((CountDownLatch) System.getProperties().get(\"test.go-on\")).await(); } "
                    + "catch (InterruptedException x) { throw new IllegalStateException(x); } } }")
                    .file("index.html", "slow"));
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
                try {
                    deployer.deploy(war);
                } catch (DeploymentException e) {
                    throw new IllegalStateException(e);
                }
            });
            entered.await();
            assertEquals(Deployment.State.STARTING, deployer.list().getFirst().state());
            ContextName name = new ContextName("/slow");
            assertTrue(assertThrows(DeploymentException.class, () -> deployer.deploy(war)).getMessage()
                    .startsWith("LNR-4043"));
            assertTrue(assertThrows(DeploymentException.class, () -> deployer.undeploy(name)).getMessage()
                    .startsWith("LNR-4043"));
            goOn.countDown();
            first.join();
            assertEquals("200 slow", get("/slow/"));
        } finally {
            goOn.countDown();
            System.getProperties().remove("test.entered");
            System.getProperties().remove("test.go-on");
        }
    }

    @Test
    void runsAnExplodedDirectoryInPlace() throws Exception {
        Path root = TestWar.war().file("index.html", "in place")
                .classes(servlet("Where", "@WebServlet(\"/where\")",
                        "out.print(getServletContext().getRealPath(\"/index.html\"));"))
                .explode(directory.resolve("app"));
        deployer.deploy(root);
        assertEquals("200 in place", get("/app/"));
        assertEquals("200 " + root.toRealPath().resolve("index.html"), get("/app/where"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingOfAnApplicationIsLeftAfterUndeploying() throws Exception {
        TestWar war = TestWar.war()
                .classes(servlet("S", "@WebServlet(\"/s\")",
                        "request.getSession().setAttribute(\"own\", this); local.set(this); "
                                + "out.print(getClass().getResource(\"/META-INF/x\") != null); } "
                                + "static final ThreadLocal<Object> local = new ThreadLocal<>(); static { local.set(S.class);"))
                .lib("x.jar", jar -> jar.file("META-INF/x", "x").file("META-INF/resources/y", "y"));
        Path file = write("app.war", war);
        WeakReference<ClassLoader> gone = use(file);
        for (int i = 0; i < 100 && gone.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertNull(gone.get(), "the class loader is still held");
        assertEquals(List.of(), openFiles());
        assertFalse(Files.exists(directory.resolve("work/app")));
    }

    private WeakReference<ClassLoader> use(Path file) throws Exception {
        deployer.deploy(file);
        assertEquals("200 true", get("/app/s"));
        assertEquals("200 y", get("/app/y"));
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        deployer.loaders().forEach(loader::set);
        deployer.undeploy(new ContextName("/app"));
        assertEquals("404 ", get("/app/s"));
        return new WeakReference<>(loader.get());
    }

    private List<String> openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.map(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString();
                } catch (IOException e) {
                    return "";
                }
            }).filter(target -> target.startsWith(directory.toString())).toList();
        }
    }
}
