package dev.lanner.arquillian;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A web application of our own in a server in this JVM, in one of its own, and in a worker process behind that.
@ExtendWith(ArquillianExtension.class)
class BothModesIT {
    private static final long HERE = ProcessHandle.current().pid();

    @ArquillianResource Deployer deployer;

    @Deployment(name = "here", testable = false)
    @TargetsContainer("in-process")
    static WebArchive here() {
        return ShrinkWrap.create(WebArchive.class, "where.war").addClass(ProcessIdServlet.class);
    }

    @Deployment(name = "root", testable = false)
    @TargetsContainer("in-process")
    static WebArchive root() {
        return ShrinkWrap.create(WebArchive.class, "ROOT.war").addClass(ProcessIdServlet.class);
    }

    @Deployment(name = "there", testable = false)
    @TargetsContainer("process")
    static WebArchive there() {
        return ShrinkWrap.create(WebArchive.class, "a#b.war").addClass(ProcessIdServlet.class);
    }

    @Deployment(name = "apart", testable = false)
    @TargetsContainer("worker")
    static WebArchive apart() {
        return ShrinkWrap.create(WebArchive.class, "apart.war").addClass(ProcessIdServlet.class);
    }

    @Deployment(name = "broken here", testable = false, managed = false)
    @TargetsContainer("in-process")
    static WebArchive brokenHere() {
        return broken("broken-here.war");
    }

    @Deployment(name = "broken there", testable = false)
    @TargetsContainer("process")
    static WebArchive brokenThere() {
        return broken("broken-there.war");
    }

    private static WebArchive broken(String name) {
        return ShrinkWrap.create(WebArchive.class, name).setWebXML(new StringAsset("<web-app><servlet>"));
    }

    @Test
    void inProcessTheServerSharesTheJvm(@ArquillianResource @OperateOnDeployment("here") URL url) throws Exception {
        assertEquals("/where/", url.getPath());
        assertEquals("/where " + HERE + " 11", get(url, "pid").body());
    }

    @Test
    void rootWarIsAtTheRoot(@ArquillianResource @OperateOnDeployment("root") URL url) throws Exception {
        assertEquals("/", url.getPath());
        assertEquals(" " + HERE + " 11", get(url, "pid").body());
    }

    @Test
    void theDistributionRunsInItsOwnProcess(@ArquillianResource @OperateOnDeployment("there") URL url)
            throws Exception {
        String[] answer = get(url, "pid").body().split(" ");

        assertEquals("/a/b", answer[0]);
        assertNotEquals(HERE, Long.parseLong(answer[1]));
        assertEquals("12", answer[2]);
    }

    @Test
    void anApplicationHasAProcessBehindTheDistributions(@ArquillianResource @OperateOnDeployment("apart") URL url)
            throws Exception {
        String[] answer = get(url, "pid").body().split(" ");

        assertEquals("/apart", answer[0]);
        assertEquals("13", answer[2]);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(answer[1])).orElseThrow().parent().orElseThrow();
        assertNotEquals(HERE, server.pid());
        assertEquals(HERE, server.parent().orElseThrow().pid());
    }

    @Test
    void aDeploymentThatFailsIsAnErrorWithItsReason() {
        Exception failure = assertThrows(Exception.class, () -> deployer.deploy("broken here"));

        assertTrue(failure.toString().contains("WEB-INF/web.xml"), failure.toString());
    }

    @Test
    void aDeploymentThatMayFailStillHasItsUrl(@ArquillianResource @OperateOnDeployment("broken there") URL url)
            throws Exception {
        assertEquals("/broken-there/", url.getPath());
        assertEquals(503, get(url, "").statusCode());
    }

    private static HttpResponse<String> get(URL url, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
