package dev.lanner.http.connection;

import dev.lanner.http.h1.ResponseHead;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Responses before the response (RFC 9110, 15.2).
final class Interim {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Interim() {
    }

    /// Tells a client that waits for it to send its body.
    static void sendContinue(Http1Exchange exchange, boolean wait) throws IOException {
        ResponseBody body = exchange.responseBody();
        Output output = exchange.connection().output();
        body.gate.enter();
        try {
            if (!exchange.body().takeContinue() || body.started()) {
                return;
            }
            output.write(CONTINUE, 0, CONTINUE.length);
            if (wait && !exchange.nonBlockingOutput()) {
                output.flush();
            } else {
                output.tryFlush();
            }
        } finally {
            body.gate.exit();
        }
    }

    /// The same, in front of a response that begins before its end is known: afterwards it could not be said any more, and
    /// the application may still want the body. Inside the response's gate; goes with the head.
    static void continueBeforeHead(Http1Exchange exchange) throws IOException {
        if (exchange.body().takeContinue()) {
            exchange.connection().output().write(CONTINUE, 0, CONTINUE.length);
        }
    }

    static void send(Http1Exchange exchange, int status, Fields fields) throws IOException {
        if (exchange.response().started()) {
            throw new IllegalStateException("the response has started: interim responses come before it");
        }
        if (status < 102 || status > 199) {
            throw new IllegalArgumentException("an interim status code is from 102 to 199: " + status);
        }
        if (!exchange.head().http11()) {
            return;
        }
        FieldList list = new FieldList(fields.size());
        fields.forEach(list::add);
        ResponseBody body = exchange.responseBody();
        body.gate.enter();
        try {
            body.writeHead(new ResponseHead(status, list, -1, 0));
            exchange.connection().output().flush();
        } finally {
            body.gate.exit();
        }
    }
}
