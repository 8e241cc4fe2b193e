package dev.lanner.deploy;

import dev.lanner.container.ServletContainer;
import dev.lanner.testkit.InMemoryConnector;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// An application that is deployed again and again leaves nothing behind.
class RedeployTest {
    private static final int TIMES = 100;
    private static final int GC_ATTEMPTS = 50;
    /// Of each deployment: the listener and the servlet.
    private static final int OWN_CLASSES = 2;
    private static final String IMPORTS = "package a; import jakarta.servlet.*; import jakarta.servlet.http.*; "
            + "import jakarta.servlet.annotation.*; import java.io.*; ";

    @TempDir Path directory;

    @Test
    void aHundredRedeploymentsKeepTheNumberOfClasses() throws Exception {
        Path war = TestWar.war().classes(IMPORTS + "@WebListener public class L implements ServletContextListener { "
                + "public void contextInitialized(ServletContextEvent e) { e.getServletContext().setAttribute(\"l\", "
                + "this); } }",
                IMPORTS + "@WebServlet(\"/s\") public class S extends HttpServlet { protected void doGet("
                        + "HttpServletRequest q, HttpServletResponse p) throws IOException { q.getSession()"
                        + ".setAttribute(\"s\", this); try { p.getWriter().print(new "
                        + "javax.naming.InitialContext().lookup(\"java:comp/env/s\") + injected); } catch ("
                        + "javax.naming.NamingException e) { throw new IOException(e); } } "
                        + "@jakarta.annotation.Resource(name = \"s\") String injected; }")
                .webXml("<env-entry><env-entry-name>s</env-entry-name><env-entry-type>java.lang.String"
                        + "</env-entry-type><env-entry-value>s</env-entry-value></env-entry>")
                .write(directory.resolve("app.war"));
        Path work = directory.resolve("work");
        try (ServletContainer container = ServletContainer.builder().build();
                Deployer deployer = new Deployer(container, work, context -> ContextConfig.DEFAULT)) {
            InMemoryConnector client = new InMemoryConnector(container);
            for (int i = 0; i < 10; i++) {
                deployAndUse(deployer, client, war);
            }
            int before = loadedClasses(0);
            for (int i = 0; i < TIMES; i++) {
                deployAndUse(deployer, client, war);
            }
            // what the JDK makes for itself meanwhile is far from a class for each time
            int most = before + TIMES * OWN_CLASSES / 4;
            int after = loadedClasses(most);
            assertTrue(after <= most, before + " classes before, " + after + " after " + TIMES + " redeployments");
            try (Stream<Path> left = Files.list(work.resolve("app"))) {
                assertEquals(3, left.count(), "files of one deployment: unpacked, scan, temporary");
            }
        }
    }

    private static void deployAndUse(Deployer deployer, InMemoryConnector client, Path war) throws Exception {
        deployer.deploy(war);
        assertEquals("ss", client.get("/app/s").send().text());
    }

    /// @param enough no further garbage collection is asked for at or below this number
    private static int loadedClasses(int enough) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < GC_ATTEMPTS && least > enough; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }
        return least;
    }
}
