package dev.lanner.jsp;

import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployer;
import dev.lanner.testkit.InMemoryConnector;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/// What is left of an application with pages when it is gone: nothing.
class UndeployTest {
    private static final int GC_ATTEMPTS = 50;

    @TempDir Path directory;

    @Test
    void neitherTheApplicationsClassesNorThoseOfItsPagesStay() throws Exception {
        PageWar war = new PageWar().file("p.jsp", "<%@ taglib prefix=\"c\" uri=\"jakarta.tags.core\" %>"
                + "<%@ taglib prefix=\"fmt\" uri=\"jakarta.tags.fmt\" %><%@ taglib prefix=\"x\" tagdir=\"/WEB-INF/tags\" %>"
                + "<jsp:useBean id=\"bean\" class=\"a.Bean\" scope=\"session\"/><c:set target=\"${bean}\" property=\"n\" "
                + "value=\"5\"/>${bean.n} ${bean.twice(4)} <fmt:formatNumber value=\"${bean.n}\"/> "
                + "<c:forEach items=\"${[bean]}\" var=\"b\">${b.n}</c:forEach><x:t/>"
                + "<% System.getProperties().put(\"probe.app\", new java.lang.ref.WeakReference<Object>("
                + "application.getClassLoader())); System.getProperties().put(\"probe.page\", "
                + "new java.lang.ref.WeakReference<Object>(getClass().getClassLoader())); %>")
                .file("WEB-INF/tags/t.tag", "t").file("bad.jsp", "${bean.none} <% int secret = \"\"; %>")
                .file("fails.jsp", "<jsp:useBean id=\"bean\" class=\"a.Bean\"/>${bean.none}")
                .type("WEB-INF/classes/", "Bean", " { private int n; public int getN() { return n; } public void setN("
                        + "int v) { n = v; } public int twice(int v) { return 2 * v; } }");
        try (ServletContainer container = ServletContainer.builder().build();
                Deployer deployer = new Deployer(container, directory.resolve("work"),
                        context -> ContextConfig.DEFAULT)) {
            InMemoryConnector client = new InMemoryConnector(container);
            deployer.deploy(war.write(directory.resolve("app.war")));
            assertEquals("5 8 5 5t", client.get("/app/p.jsp").send().text().strip());
            assertEquals(500, client.get("/app/bad.jsp").send().status());
            assertEquals(500, client.get("/app/fails.jsp").send().status());
            deployer.undeploy(ContextName.ofPath("/app"));
        }
        assertGone("probe.app");
        assertGone("probe.page");
        assertFalse(Files.exists(directory.resolve("work/app")), "translated pages are deleted");
    }

    private static void assertGone(String property) {
        WeakReference<?> reference = (WeakReference<?>) System.getProperties().remove(property);
        for (int i = 0; i < GC_ATTEMPTS && reference.get() != null; i++) {
            System.gc();
        }
        assertNull(reference.get(), property);
    }
}
