package dev.lanner.deploy;

import dev.lanner.container.ServletContainer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// What an application leaves behind is named, and what it cleans up is not.
class LeakTest {
    private static final String LISTENER = "package a; import jakarta.servlet.*; import java.util.*; import "
            + "java.util.concurrent.*; @jakarta.servlet.annotation.WebListener public class L implements "
            + "ServletContextListener { static final ThreadLocal<Object> LOCAL = new ThreadLocal<>(); "
            + "public static class Thing {} "
            + "static void hold() { try { ((CountDownLatch) System.getProperties().get(\"test.release\")).await(); } "
            + "catch (InterruptedException e) { throw new IllegalStateException(e); } } "
            + "static void onPool(Runnable work) throws Exception { ((ExecutorService) System.getProperties()"
            + ".get(\"test.pool\")).submit(work).get(); } "
            + "public void contextInitialized(ServletContextEvent event) { try { CODE } catch (Exception e) { throw new "
            + "IllegalStateException(e); } } }";
    private static final String DRIVER = "package a; import java.sql.*; public class D implements Driver { "
            + "static { try { DriverManager.registerDriver(new D()); } catch (SQLException e) { throw new "
            + "IllegalStateException(e); } } public Connection connect(String u, java.util.Properties p) { return null; } "
            + "public boolean acceptsURL(String u) { return false; } public DriverPropertyInfo[] getPropertyInfo(String u, "
            + "java.util.Properties p) { return new DriverPropertyInfo[0]; } public int getMajorVersion() { return 1; } "
            + "public int getMinorVersion() { return 0; } public boolean jdbcCompliant() { return false; } "
            + "public java.util.logging.Logger getParentLogger() { return null; } }";

    @TempDir Path directory;
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("server-pool-1").factory());
    private final ServletContainer container = ServletContainer.builder().build();
    private Deployer deployer;

    @BeforeEach
    void start() throws Exception {
        // started by the server, not by the application
        pool.submit(() -> {
        }).get();
        System.getProperties().put("test.release", release);
        System.getProperties().put("test.pool", pool);
        deployer = new Deployer(container, directory.resolve("work"), context -> ContextConfig.DEFAULT);
    }

    @AfterEach
    void end() throws Exception {
        System.getProperties().remove("test.release");
        System.getProperties().remove("test.pool");
        System.getProperties().remove("test.left");
        release.countDown();
        pool.close();
        deployer.close();
        container.close();
        Thread.setDefaultUncaughtExceptionHandler(null);
        Security.removeProvider("Leaky");
        java.util.logging.Logger logger = LogManager.getLogManager().getLogger("");
        for (Handler handler : logger.getHandlers()) {
            if (handler.getClass().getName().startsWith("a.")) {
                logger.removeHandler(handler);
            }
        }
        ObjectName bean = new ObjectName("a:type=Leaky");
        if (ManagementFactory.getPlatformMBeanServer().isRegistered(bean)) {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(bean);
        }
    }

    private static TestWar application(String code, String... more) {
        String[] sources = Stream.concat(Stream.of(LISTENER.replace("CODE", code)), Stream.of(more))
                .toArray(String[]::new);
        return TestWar.war().classes(sources).file("index.html", "x");
    }

    static Stream<Arguments> leaks() {
        return Stream.of(
                arguments("a thread", "LNR-4091 the thread \"left\" \\(java.lang.Thread\\) still runs, at .*; the.*",
                        application("Thread t = new Thread(L::hold, \"left\"); t.setDaemon(true); t.start();")),
                arguments("a thread without its class loader", "LNR-4091 the thread \"left\" .*",
                        application("Thread t = new Thread(L::hold, \"left\"); t.setDaemon(true); "
                                + "t.setContextClassLoader(null); t.start();")),
                arguments("a timer", "LNR-4091 the timer \"left\" \\(java.util.TimerThread\\) still runs.*",
                        application("new Timer(\"left\", true).schedule(new TimerTask() { public void run() {} }, "
                                + "3_600_000L);")),
                arguments("a thread local", "LNR-4140 the thread \"server-pool-1\" of the server has a thread local "
                        + "\\(java.lang.ThreadLocal\\) with a value of a.L\\$Thing;.*",
                        application("onPool(() -> LOCAL.set(new Thing()));")),
                arguments("a thread local with a list", "LNR-4140 .* with a value of a.L\\$Thing;.*",
                        application("onPool(() -> LOCAL.set(new ArrayList<>(List.of(new Thing()))));")),
                arguments("an MBean", "LNR-4141 the MBean a:type=Leaky \\(a.Bean\\) is registered.*",
                        application("java.lang.management.ManagementFactory.getPlatformMBeanServer().registerMBean("
                                + "new Bean(), new javax.management.ObjectName(\"a:type=Leaky\"));",
                                "package a; public class Bean implements BeanMBean { public int getX() { return 1; } }",
                                "package a; public interface BeanMBean { int getX(); }")),
                arguments("a shutdown hook", "LNR-4142 the shutdown hook \"left-hook\" .*",
                        application("Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.print(\"\"), "
                                + "\"left-hook\"));")),
                arguments("a log handler", "LNR-4143 the handler a.H is set at the logger \"\" .*",
                        application("java.util.logging.Logger.getLogger(\"\").addHandler(new H());",
                                "package a; public class H extends java.util.logging.Handler { public void publish("
                                        + "java.util.logging.LogRecord r) {} public void flush() {} public void close() {} }")),
                arguments("a security provider", "LNR-4144 the security provider Leaky \\(a.P\\) .*",
                        application("java.security.Security.addProvider(new P());",
                                "package a; public class P extends java.security.Provider { public P() { "
                                        + "super(\"Leaky\", \"1\", \"x\"); } }")),
                arguments("an uncaught exception handler",
                        "LNR-4145 .* is there by Thread.setDefaultUncaughtExceptionHandler; .*",
                        application("Thread.setDefaultUncaughtExceptionHandler((t, e) -> { });")),
                arguments("a system property", "LNR-4145 .*System.getProperties\\(\\), key test.left.*",
                        application("System.getProperties().put(\"test.left\", new Thing());")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    void isNamed(String kind, String sentence, TestWar application) throws Exception {
        deployer.deploy(application.write(directory.resolve("app.war")));
        assertTrue(deployer.undeploy(new ContextName("/app")));
        LeakWatch.Gone gone = deployer.leakWatch().all().getFirst();
        List<String> holders = gone.holders();
        assertEquals(1, holders.size(), holders.toString());
        assertTrue(holders.getFirst().matches("(?s)" + sentence), holders.toString());
        assertTrue(deployer.leakWatch().look(gone), "said once");
        List<String> lines = deployer.leaks();
        assertTrue(lines.getFirst().startsWith("/app, ended at "), lines.toString());
        assertEquals("  " + holders.getFirst().split(", at ")[0], lines.get(1).split(", at ")[0]);
    }

    @Test
    void whatCleansUpIsCollectedAndDriversAreDeregisteredForIt() throws Exception {
        Path war = application(
                "Class.forName(\"a.D\"); Thread t = new Thread(() -> { }, \"short\"); t.start(); t.join(); "
                        + "onPool(() -> { LOCAL.set(new Thing()); LOCAL.remove(); }); "
                        + "java.util.logging.Logger.getLogger(\"a\").fine(\"x\");",
                DRIVER).write(directory.resolve("app.war"));
        deployer.deploy(war);
        deployer.deploy(war);
        assertTrue(deployer.undeploy(new ContextName("/app")));
        assertEquals(2, deployer.leakWatch().all().size());
        List<String> left = deployer.leaks();
        for (int i = 0; i < 10 && !left.isEmpty(); i++) {
            left = deployer.leaks();
        }
        assertEquals(List.of(), left);
        assertEquals(List.of(), deployer.leakWatch().all());
    }
}
