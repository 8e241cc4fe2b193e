package dev.lanner.worker.hop;

import dev.lanner.http.client.LoopChannel;
import dev.lanner.http.h1.ChunkDecoder;
import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.ConnectionLifetimeFeature;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.InformationalResponseFeature;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.worker.pairing.HopBytes;
import dev.lanner.worker.pairing.HopFields;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One request's way to a worker, and its answer's way back. Used by the request's thread.
final class HopExchange implements LifetimeFeature.Watcher {
    /// Stands for the connection while that is told of the client's end, so that it is not given back meanwhile: another
    /// client's request may be the next to use it.
    private static final Object TELLING = new Object();

    private static final Duration WHOLE_ANSWER = Duration.ofMillis(100);

    private final FeatureCollection exchange;
    private final HopRules rules;
    private final Workers workers;
    private final HopRequest request;
    private final @Nullable LifetimeFeature lifetime;
    private final @Nullable ExecutionFeature execution;
    private final @Nullable Object loop;
    /// What has to be closed when the client goes or the time is over: a connection, or [#TELLING].
    private final AtomicReference<@Nullable Object> current = new AtomicReference<>();
    private volatile boolean clientGone;
    private volatile boolean clientLeft;
    private volatile boolean timedOut;
    private volatile @Nullable HopBody upload;
    private volatile boolean answered;
    private boolean told;
    private boolean upgraded;
    private int runs;
    /// The body of a request whose head the worker has been sent.
    private volatile @Nullable HopBody delivered;

    HopExchange(FeatureCollection exchange, HopRules rules, Workers workers) {
        this.exchange = exchange;
        this.rules = rules;
        this.workers = workers;
        request = new HopRequest(exchange);
        lifetime = exchange.get(Features.LIFETIME);
        execution = exchange.get(Features.EXECUTION);
        loop = LoopChannel.loopOf(exchange);
        if (lifetime != null) {
            lifetime.watch(this);
        }
    }

    @Override
    public void gone() {
        clientGone = true;
        closeCurrent();
    }

    /// The client sends no more, but still reads: the worker may want to know.
    @Override
    public void left() {
        clientLeft = true;
        tellLeft();
    }

    /// Tells the worker that the client has left, once it has the whole request. From any thread.
    private void tellLeft() {
        HopBody body = delivered;
        if (clientLeft && body != null && body.done() && current.get() instanceof HopConnection connection
                && current.compareAndSet(connection, TELLING)) {
            connection.endOutput();
            current.set(connection);
        }
    }

    private void timeOver() {
        if (answered) {
            return;
        }
        HopBody body = upload;
        if (body != null && execution != null && body.moved()) {
            // the worker can't answer what it does not have yet
            execution.deadline(rules.timeout(), this::timeOver);
            return;
        }
        timedOut = true;
        closeCurrent();
    }

    private void closeCurrent() {
        if (takeCurrent() instanceof HopConnection connection) {
            connection.close();
        }
    }

    /// Takes the connection away, once it is not being told of the client's end.
    private @Nullable Object takeCurrent() {
        while (true) {
            Object now = current.get();
            if (now == TELLING) {
                Thread.onSpinWait();
            } else if (current.compareAndSet(now, null)) {
                return now;
            }
        }
    }

    /// The loop that drives the client's connection; null where it has none.
    @Nullable
    Object loop() {
        return loop;
    }

    /// Whether anything of an answer has come.
    boolean answered() {
        return answered;
    }

    /// Whether the connection was upgraded: it is in use until that ends.
    boolean upgraded() {
        return upgraded;
    }

    boolean isClientGone() {
        return clientGone;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    /// Whether the same request can be sent once more: it was sent once, nothing of its body was read, and the client has
    /// heard nothing yet.
    boolean repeatable() {
        return runs <= 1 && !told && (upload == null || !upload.begun());
    }

    /// Why the client's body could not be had; null where that is not what failed.
    @Nullable
    RequestRejectedException clientFailure() {
        HopBody body = upload;
        return body == null ? null : body.clientFailure();
    }

    /// Whether repeating it does no harm even where the worker had begun (RFC 9110, 9.2.2).
    boolean idempotent() {
        return switch (request.method()) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /// Sends the request and passes the answer on.
    ///
    /// @throws IOException when the worker, or the client, fails
    /// @throws RejectedRequestException when the worker's answer is malformed
    void run(HopConnection connection) throws IOException, RejectedRequestException {
        delivered = null;
        current.set(connection);
        runs++;
        boolean complete = false;
        try {
            if (clientGone) {
                throw new IOException("the client has gone");
            }
            complete = exchange(connection);
        } finally {
            HopBody body = upload;
            if (body != null) {
                body.end();
            }
            // else it has been closed, or handed over
            boolean mine = takeCurrent() == connection;
            if (complete && mine) {
                connection.pool().give(connection);
            } else if (mine) {
                connection.close();
            }
        }
    }

    /// @return whether the connection can be used again
    private boolean exchange(HopConnection connection) throws IOException, RejectedRequestException {
        HopBody body = new HopBody(exchange, request, connection, this::tellLeft);
        upload = body;
        boolean expect = body.waitsToBeAsked();
        HopBytes head = connection.head();
        request.encode(head, connection.pool().token(), expect);
        body.sendHead(head);
        delivered = body;
        tellLeft();
        if (execution != null && !rules.timeout().isZero()) {
            execution.deadline(rules.timeout(), this::timeOver);
        }
        ReceivedResponse answer = connection.head(rules.answers());
        while (answer.status() < 200 && answer.status() != 101) {
            interim(answer, body);
            answer = connection.head(rules.answers());
        }
        answered = true;
        if (timedOut) {
            throw new IOException("the time is over");
        }
        if (answer.status() == 101) {
            HopTunnel.open(exchange, request, answer, connection, workers);
            upgraded = true;
            takeCurrent();
            return false;
        }
        copyHead(answer);
        if (!body.done() && execution != null) {
            // a moment later, as nearly all answers are whole by then
            execution.deadline(WHOLE_ANSWER, body::mayBeWanted);
        }
        if (answer.closes() && body.done()) {
            // else it is the rest of the body that the worker closes for, which is this server's to deal with
            closeAfterwards();
        }
        boolean whole = answer.chunked()
                ? copyChunks(connection, answer)
                : copyLength(connection, answer);
        return whole && !answer.closes() && body.done();
    }

    /// The client's connection shall end with this exchange.
    void closeAfterwards() {
        ConnectionLifetimeFeature connection = exchange.get(Features.CONNECTION_LIFETIME);
        if (connection != null) {
            connection.requestClose();
        }
    }

    private void interim(ReceivedResponse answer, HopBody body) throws IOException {
        if (answer.status() == 100) {
            body.asked();
            return;
        }
        if (WorkersWord.heard(exchange, answer.fields())) {
            return;
        }
        InformationalResponseFeature informational = exchange.get(Features.INFORMATIONAL_RESPONSE);
        if (informational != null) {
            FieldList fields = new FieldList(answer.fields().size() + 1, true);
            answer.fields().forEach((name, value) -> {
                if (!HopFields.ofConnection(name) && !HopFields.isOne(name) && !name.equalsIgnoreCase("Date")) {
                    fields.add(name, value);
                }
            });
            told = true;
            informational.send(answer.status(), fields);
        }
    }

    private void copyHead(ReceivedResponse answer) {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        response.status(answer.status());
        String reason = answer.first(HopFields.REASON);
        if (reason != null) {
            exchange.set(Features.BAD_REQUEST, () -> reason);
        }
        copy(answer.fields(), response.headers());
    }

    /// @throws IllegalArgumentException when a field can't be sent
    static void copy(Fields from, MutableFields to) {
        from.forEach((name, value) -> {
            if (!HopFields.ofConnection(name) && !HopFields.isOne(name)) {
                to.add(name, value);
            }
        });
    }

    private boolean copyLength(HopConnection connection, ReceivedResponse answer) throws IOException {
        if (!answer.hasBody(request.method())) {
            return true;
        }
        if (answer.contentLength() < 0) {
            throw new IOException("its answer has neither length nor chunks");
        }
        connection.copy(answer.contentLength(), exchange.require(Features.RESPONSE_BODY));
        return true;
    }

    private boolean copyChunks(HopConnection connection, ReceivedResponse answer)
            throws IOException, RejectedRequestException {
        if (!answer.hasBody(request.method())) {
            return true;
        }
        ChunkDecoder decoder = new ChunkDecoder(rules.answers());
        ResponseTrailersFeature trailers = exchange.get(Features.RESPONSE_TRAILERS);
        if (trailers != null && !"HTTP/1.0".equals(exchange.require(Features.REQUEST).protocol())) {
            trailers.trailers(() -> map(decoder.trailers()));
        }
        connection.copy(decoder, exchange.require(Features.RESPONSE_BODY));
        return true;
    }

    private static @Nullable Map<String, String> map(Fields trailers) {
        Map<String, String> map = new LinkedHashMap<>();
        trailers.forEach((name, value) -> {
            if (!HopFields.isOne(name)) {
                map.put(name, value);
            }
        });
        return map;
    }
}
