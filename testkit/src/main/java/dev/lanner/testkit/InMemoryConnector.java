package dev.lanner.testkit;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Runs an application without sockets.
///
/// `new InMemoryConnector(application).get("/path").header("Accept", "text/plain").send().text()`. Exchanges have all
/// features that make sense without a socket; those of [#minimal] have only the three that are required. Safe for use
/// by several threads.
public final class InMemoryConnector {
    private final Application application;
    private final FeatureCollection server;
    private final boolean minimal;
    private final @Nullable Way way;
    private final AtomicLong ids = new AtomicLong();

    /// A connector with all features.
    public InMemoryConnector(Application application) {
        this(application, new FeatureCollection(), false);
    }

    /// A connector with all features over those of a server.
    public InMemoryConnector(Application application, FeatureCollection server) {
        this(application, server, false);
    }

    private InMemoryConnector(Application application, FeatureCollection server, boolean minimal) {
        this.way = null;
        this.application = application;
        this.server = server;
        this.minimal = minimal;
    }

    /// A connector with the required features alone: request, response, response body.
    public static InMemoryConnector minimal(Application application) {
        return new InMemoryConnector(application, new FeatureCollection(), true);
    }

    private InMemoryConnector(Application application, Way way) {
        this.application = application;
        this.server = new FeatureCollection();
        this.minimal = false;
        this.way = way;
    }

    /// Requests take a way over sockets to the same application. Tests that ask for what only memory has are aborted.
    public static InMemoryConnector over(Way way, Application application) {
        return new InMemoryConnector(application, way);
    }

    /// A GET request.
    public TestRequest get(String target) {
        return request("GET", target);
    }

    /// A HEAD request.
    public TestRequest head(String target) {
        return request("HEAD", target);
    }

    /// A POST request.
    public TestRequest post(String target) {
        return request("POST", target);
    }

    /// A PUT request.
    public TestRequest put(String target) {
        return request("PUT", target);
    }

    /// A DELETE request.
    public TestRequest delete(String target) {
        return request("DELETE", target);
    }

    /// A request.
    ///
    /// @param target the request-target, such as `/shop/cart;v=1?item=3`
    public TestRequest request(String method, String target) {
        return new TestRequest(this, method, target);
    }

    @Nullable
    Way way() {
        return way;
    }

    Application application() {
        return application;
    }

    FeatureCollection server() {
        return server;
    }

    boolean isMinimal() {
        return minimal;
    }

    String nextId() {
        return Long.toString(ids.incrementAndGet());
    }
}
