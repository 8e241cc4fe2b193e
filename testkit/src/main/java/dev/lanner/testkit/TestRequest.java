package dev.lanner.testkit;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.RequestTarget;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A request being made. Each is sent once.
public final class TestRequest {
    private final InMemoryConnector connector;
    private final String method;
    private final String rawTarget;
    private final FieldList headers = new FieldList();
    private final FieldList trailers = new FieldList();
    private final List<Setup> features = new ArrayList<>();
    private String protocol = "HTTP/1.1";
    private String scheme = "http";
    private String host = "localhost";
    private BodySource body = BodySource.EMPTY;
    private SlowSink sink = SlowSink.unlimited();
    private long maxBodySize = 30_000_000;
    private String connectionId = "";
    private boolean manualDeadlines;
    private @Nullable ScriptedBody upgradeInput;
    private byte[] plainBody = {};
    /// What a request over sockets can't have; null where all can be had.
    private @Nullable String memoryOnly;

    private interface Setup {
        void apply(InMemoryExchange exchange);
    }

    TestRequest(InMemoryConnector connector, String method, String rawTarget) {
        this.connector = connector;
        this.method = method;
        this.rawTarget = rawTarget;
    }

    /// Adds a header field.
    public TestRequest header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /// Adds a cookie.
    public TestRequest cookie(String name, String value) {
        String before = headers.first("Cookie");
        headers.set("Cookie", (before == null ? "" : before + "; ") + name + "=" + value);
        return this;
    }

    /// Sets the protocol, `HTTP/1.1` at first.
    public TestRequest protocol(String name) {
        memoryOnly = "another protocol";
        protocol = name;
        return this;
    }

    /// Sets the scheme, `http` at first.
    public TestRequest scheme(String name) {
        memoryOnly = "another scheme";
        scheme = name;
        return this;
    }

    /// Sets the host, `localhost` at first; empty for none.
    public TestRequest host(String authority) {
        host = authority;
        return this;
    }

    /// Sets the body and its length.
    public TestRequest body(byte[] bytes) {
        headers.set("Content-Length", Integer.toString(bytes.length));
        body = new ScriptedBody().data(bytes);
        plainBody = bytes.clone();
        return this;
    }

    /// Sets the body, as UTF-8, and its length.
    public TestRequest body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sets a body of unknown length; chunked unless a length was set.
    public TestRequest body(BodySource source) {
        memoryOnly = "a body by its script";
        if (headers.first("Content-Length") == null) {
            headers.set("Transfer-Encoding", "chunked");
        }
        body = source;
        return this;
    }

    /// Sets an urlencoded form as the body.
    public TestRequest form(Map<String, String> fields) {
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> pairs.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        headers.set("Content-Type", "application/x-www-form-urlencoded");
        return body(String.join("&", pairs));
    }

    /// Adds a trailer field, known at the end of the body.
    public TestRequest trailer(String name, String value) {
        trailers.add(name, value);
        return this;
    }

    /// Sets where the response's body goes.
    public TestRequest sink(SlowSink slow) {
        memoryOnly = "a reader by its script";
        sink = slow;
        return this;
    }

    /// Sets the limit of the body, 30,000,000 at first.
    public TestRequest maxBodySize(long bytes) {
        memoryOnly = "a limit of its own";
        maxBodySize = bytes;
        return this;
    }

    /// Asks for another protocol.
    ///
    /// @param input what the client sends after the change
    public TestRequest upgrade(String name, ScriptedBody input) {
        memoryOnly = "an upgrade by its script";
        headers.set("Connection", "Upgrade");
        headers.set("Upgrade", name);
        upgradeInput = input;
        return this;
    }

    /// Sets the id of the connection; each request has its own at first.
    public TestRequest connection(String id) {
        memoryOnly = "a connection's id";
        connectionId = id;
        return this;
    }

    /// Deadlines pass only by [InMemoryExchange#expire()].
    public TestRequest manualDeadlines() {
        memoryOnly = "time by hand";
        manualDeadlines = true;
        return this;
    }

    /// Adds or replaces a feature.
    public <F> TestRequest with(FeatureKey<F> key, F feature) {
        memoryOnly = "a feature of its own";
        features.add(exchange -> exchange.features().set(key, feature));
        return this;
    }

    /// Takes a feature away.
    public TestRequest without(FeatureKey<?> key) {
        memoryOnly = "the absence of a feature";
        features.add(exchange -> exchange.features().remove(key));
        return this;
    }

    /// Sends the request and waits for the end of the exchange, at most 10 s.
    ///
    /// @throws AssertionError when the exchange does not end
    public TestResponse send() {
        Way way = connector.way();
        if (way == null) {
            return start().await();
        }
        if (memoryOnly != null) {
            Assumptions.abort("not over sockets: " + memoryOnly);
        }
        completeHead();
        try {
            return way.send(method, rawTarget, headers, plainBody, trailers);
        } catch (IOException e) {
            throw new AssertionError(method + " " + rawTarget, e);
        }
    }

    private void completeHead() {
        if (!host.isEmpty() && headers.first("Host") == null) {
            headers.set("Host", host);
        }
    }

    /// Sends the request and returns at once.
    public InMemoryExchange start() {
        if (connector.way() != null) {
            Assumptions.abort("not over sockets: the exchange itself");
        }
        completeHead();
        RequestTarget target;
        try {
            target = rawTarget.equals("*")
                    ? new RequestTarget(scheme, host, "*", "*", "*", null)
                    : RequestTarget.origin(scheme, host, rawTarget, false);
        } catch (MalformedTargetException e) {
            return InMemoryExchange.refused(connector, this, e);
        }
        InMemoryExchange exchange = new InMemoryExchange(connector, this, target);
        features.forEach(setup -> setup.apply(exchange));
        exchange.run(connector.application());
        return exchange;
    }

    RequestFeature feature(InMemoryExchange exchange, RequestTarget target, BodySource source) {
        return new InMemoryRequest(exchange, method, protocol, target, headers, source);
    }

    String method() {
        return method;
    }

    Fields headers() {
        return headers;
    }

    Fields trailers() {
        return trailers;
    }

    BodySource body() {
        return body;
    }

    SlowSink sink() {
        return sink;
    }

    long maxBodySize() {
        return maxBodySize;
    }

    String connectionId() {
        return connectionId.isEmpty() ? connector.nextId() : connectionId;
    }

    boolean deadlinesByHand() {
        return manualDeadlines;
    }

    @Nullable
    ScriptedBody upgradeInput() {
        return upgradeInput;
    }
}
