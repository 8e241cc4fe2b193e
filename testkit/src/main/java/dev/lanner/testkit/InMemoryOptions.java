package dev.lanner.testkit;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.BodyControlFeature;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.ConnectionItemsFeature;
import dev.lanner.spi.features.ConnectionLifetimeFeature;
import dev.lanner.spi.features.DataRateFeature;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The optional features that need little state.
final class InMemoryOptions {
    private final InMemoryExchange exchange;
    private final TestRequest request;
    private final InMemoryResponse response;
    private final String connectionId;
    private final CompletableFuture<Void> aborted = new CompletableFuture<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final CompletableFuture<Void> connectionClosed = new CompletableFuture<>();
    private final List<TestResponse.Interim> interim = new CopyOnWriteArrayList<>();
    private final FieldList sentTrailers = new FieldList();
    private volatile @Nullable Supplier<Map<String, String>> trailerSupplier;
    private volatile boolean upgraded;
    private volatile boolean upgradeClosed;
    private volatile boolean closeRequested;
    private volatile boolean unbuffered;

    InMemoryOptions(InMemoryExchange exchange, TestRequest request, InMemoryResponse response) {
        this.exchange = exchange;
        this.request = request;
        this.response = response;
        this.connectionId = request.connectionId();
    }

    void install(FeatureCollection features) {
        features.set(Features.REQUEST_ID, new RequestId(connectionId + ":1"));
        features.set(Features.LIFETIME, new Lifetime());
        features.set(Features.RESPONSE_TRAILERS, new Trailers());
        features.set(Features.BODY_CONTROL, new BodyControl());
        features.set(Features.BUFFERING, () -> unbuffered = true);
        features.set(Features.SEND_FILE, this::sendFile);
        features.set(Features.INFORMATIONAL_RESPONSE, this::inform);
        features.set(Features.DATA_RATE, new DataRates());
        if (request.upgradeInput() != null) {
            features.set(Features.UPGRADE, new Upgrade());
        }
    }

    @Nullable
    Object ofConnection(FeatureKey<?> key) {
        if (key == Features.CONNECTION) {
            return new Connection(connectionId);
        }
        if (key == Features.CONNECTION_ITEMS) {
            return new Items();
        }
        return key == Features.CONNECTION_LIFETIME ? new ConnectionLifetime() : null;
    }

    void abortedNow() {
        aborted.complete(null);
        gone.complete(null);
    }

    void leftNow() {
        aborted.complete(null);
    }

    void closed() {
        if (upgraded || closeRequested || aborted.isDone()) {
            connectionClosed.complete(null);
        }
    }

    boolean upgraded() {
        return upgraded;
    }

    boolean upgradeClosed() {
        return upgradeClosed;
    }

    boolean closeRequested() {
        return closeRequested;
    }

    boolean unbuffered() {
        return unbuffered;
    }

    List<TestResponse.Interim> interim() {
        return List.copyOf(interim);
    }

    FieldList sentTrailers() {
        return sentTrailers;
    }

    @Nullable
    Supplier<Map<String, String>> trailerSupplier() {
        return trailerSupplier;
    }

    private void inform(int status, Fields fields) throws IOException {
        exchange.checkPeer();
        if (response.hasStarted()) {
            throw new IllegalStateException("the response has started");
        }
        FieldList copy = new FieldList();
        fields.forEach(copy::add);
        interim.add(new TestResponse.Interim(status, copy));
    }

    private void sendFile(FileChannel file, long position, long count) throws IOException {
        byte[] block = new byte[(int) Math.min(count, 8192)];
        long at = position;
        while (at < position + count) {
            int read = file.read(ByteBuffer.wrap(block, 0, (int) Math.min(block.length, position + count - at)), at);
            if (read < 0) {
                throw new EOFException("the file is shorter than announced");
            }
            response.write(block, 0, read);
            at += read;
        }
    }

    private record Connection(String id) implements ConnectionFeature {
        @Override
        public SocketAddress remote() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
        }

        @Override
        public SocketAddress local() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
        }
    }

    private record Items(ConcurrentMap<Object, Object> items) implements ConnectionItemsFeature {
        Items() {
            this(new ConcurrentHashMap<>());
        }
    }

    private final class ConnectionLifetime implements ConnectionLifetimeFeature {
        @Override
        public void requestClose() {
            closeRequested = true;
        }

        @Override
        public CompletionStage<Void> closed() {
            return connectionClosed;
        }
    }

    private final class Lifetime implements LifetimeFeature {
        @Override
        public CompletionStage<Void> aborted() {
            exchange.check();
            return aborted;
        }

        @Override
        public CompletionStage<Void> gone() {
            exchange.check();
            return gone;
        }

        @Override
        public void abort() {
            exchange.check();
            exchange.abort();
        }
    }

    private final class RequestId implements RequestIdFeature {
        private String id;

        RequestId(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            exchange.check();
            return id;
        }

        @Override
        public void id(String other) {
            exchange.check();
            id = other;
        }
    }

    private final class Trailers implements ResponseTrailersFeature {
        @Override
        public void trailers(@Nullable Supplier<Map<String, String>> supplier) {
            exchange.check();
            if (response.hasStarted() && response.sentHeaders().first("Content-Length") != null) {
                throw new IllegalStateException("the response has started with a length: no place for trailers");
            }
            trailerSupplier = supplier;
        }

        @Override
        public @Nullable Supplier<Map<String, String>> trailers() {
            exchange.check();
            return trailerSupplier;
        }
    }

    private final class BodyControl implements BodyControlFeature {
        private boolean allowed = true;

        @Override
        public boolean synchronousIoAllowed() {
            exchange.check();
            return allowed;
        }

        @Override
        public void synchronousIoAllowed(boolean now) {
            exchange.check();
            allowed = now;
        }
    }

    private final class DataRates implements DataRateFeature {
        private DataRate ofRequest = DataRate.NONE;
        private DataRate ofResponse = DataRate.NONE;

        @Override
        public DataRate request() {
            exchange.check();
            return ofRequest;
        }

        @Override
        public void request(DataRate rate) {
            exchange.check();
            ofRequest = rate;
        }

        @Override
        public DataRate response() {
            exchange.check();
            return ofResponse;
        }

        @Override
        public void response(DataRate rate) {
            exchange.check();
            ofResponse = rate;
        }
    }

    private final class Upgrade implements UpgradeFeature {
        @Override
        public boolean upgradable() {
            exchange.check();
            return !upgraded;
        }

        @Override
        public DuplexStream upgrade() throws IOException {
            exchange.checkPeer();
            ScriptedBody input = request.upgradeInput();
            if (upgraded || input == null) {
                throw new IllegalStateException("the request is not upgradable");
            }
            response.switchProtocols();
            upgraded = true;
            return new Duplex(input);
        }
    }

    private final class Duplex implements DuplexStream {
        private final ScriptedBody input;

        Duplex(ScriptedBody input) {
            this.input = input;
        }

        @Override
        public BodySource input() {
            return input;
        }

        @Override
        public BodySink output() {
            return request.sink();
        }

        @Override
        public void execute(Runnable task) {
            exchange.features().require(Features.EXECUTION).execute(task);
        }

        @Override
        public void deadline(Duration after, Runnable expired) {
            exchange.features().require(Features.EXECUTION).deadline(after, expired);
        }

        @Override
        public void close() {
            upgradeClosed = true;
            input.fail(new IOException("the stream was closed"));
            exchange.finish();
        }
    }
}
