package dev.lanner.http.h2.connection;

import dev.lanner.http.exchange.Timing;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.RequestMessage;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.ConnectionTiming;
import dev.lanner.spi.log.RequestLogEntry;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The thread of one request: makes the exchange and serves it, or answers that the request is refused.
final class StreamRun implements Runnable {
    private final Http2Stream stream;
    private final RequestPlace place;
    private final @Nullable RequestMessage message;
    private final @Nullable Rejection rejection;
    private final long headStartedNanos;

    /// @param message null when it was refused
    /// @param rejection why it was
    StreamRun(Http2Stream stream, RequestPlace place, @Nullable RequestMessage message, @Nullable Rejection rejection,
            long headStartedNanos) {
        this.stream = stream;
        this.place = place;
        this.message = message;
        this.rejection = rejection;
        this.headStartedNanos = headStartedNanos;
    }

    void start() {
        place.start(this);
    }

    @Override
    public void run() {
        RequestMessage head = message;
        if (head == null) {
            reject(rejection == null ? Rejection.HEADERS_TOO_LARGE : rejection);
            return;
        }
        RequestTarget target;
        try {
            target = head.target(stream.connection().endpoint().rules());
        } catch (RejectedRequestException e) {
            reject(e.rejection());
            return;
        }
        ConnectionTiming since = stream.connection().link().timing();
        Timing timing = since == null ? null : new Timing(since, headStartedNanos);
        Http2Exchange exchange = new Http2Exchange(stream, new ReceivedRequest(head, target), place, timing);
        stream.serving(exchange);
        exchange.serve();
    }

    private void reject(Rejection why) {
        FieldList fields = new FieldList(2);
        fields.add("content-type", "text/plain;charset=us-ascii");
        byte[] body = (why.message() + "\n").getBytes(StandardCharsets.US_ASCII);
        boolean bodiless = message != null && message.method().equals("HEAD");
        try {
            stream.out.sendHead(why.status(), fields, body.length, bodiless);
            if (!bodiless) {
                stream.out.writeLater(body, 0, body.length, true);
            }
        } catch (IOException e) {
            // the client has gone
        }
        log(why, body.length);
        stream.exchangeEnded();
        stream.connection().answered(place);
    }

    private void log(Rejection why, int bytes) {
        RequestMessage head = message;
        Http2Connection connection = stream.connection();
        connection.endpoint().context().requestLog()
                .log(new RequestLogEntry(System.currentTimeMillis(), 0, connection.link().id(), "",
                        connection.link().remote(), null, head == null ? null : head.method(),
                        head == null ? null : head.path(), Http2Exchange.PROTOCOL, why.status(), bytes, Fields.EMPTY,
                        why.code(), connection.endpoint().rules().scheme(), null, null));
    }
}
