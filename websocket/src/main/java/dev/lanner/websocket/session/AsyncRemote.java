package dev.lanner.websocket.session;

import dev.lanner.websocket.protocol.SendCallback;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Sends without waiting. What can't be encoded is told like what can't be sent.
final class AsyncRemote extends RemoteSender implements RemoteEndpoint.Async {
    private volatile long timeout;

    AsyncRemote(LannerSession session) {
        super(session);
        timeout = session.getContainer().getDefaultAsyncSendTimeout();
        apply();
    }

    /// Without a time of its own the connection keeps that of its container.
    private void apply() {
        if (timeout > 0) {
            session().connection().sendTimeout(Duration.ofMillis(timeout));
        }
    }

    @Override
    public long getSendTimeout() {
        return timeout;
    }

    @Override
    public void setSendTimeout(long milliseconds) {
        timeout = milliseconds;
        apply();
    }

    @Override
    public void sendText(String text, SendHandler handler) {
        require(text, "a text");
        require(handler, "a handler");
        session().connection().sendText(text, telling(handler));
    }

    @Override
    public Future<Void> sendText(String text) {
        require(text, "a text");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session().connection().sendText(text, completing(sent));
        return sent;
    }

    @Override
    public Future<Void> sendBinary(ByteBuffer data) {
        require(data, "data");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session().connection().sendBinary(data, completing(sent));
        return sent;
    }

    @Override
    public void sendBinary(ByteBuffer data, SendHandler handler) {
        require(data, "data");
        require(handler, "a handler");
        session().connection().sendBinary(data, telling(handler));
    }

    @Override
    public Future<Void> sendObject(Object object) {
        require(object, "an object");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Throwable failure = send(object, completing(sent));
        if (failure != null) {
            sent.completeExceptionally(failure);
        }
        return sent;
    }

    @Override
    public void sendObject(Object object, SendHandler handler) {
        require(object, "an object");
        require(handler, "a handler");
        Throwable failure = send(object, telling(handler));
        if (failure != null) {
            tell(handler, failure);
        }
    }

    /// @return why it can't be encoded
    private @Nullable Throwable send(Object object, SendCallback callback) {
        Object message;
        try {
            message = encode(object);
        } catch (EncodeException | IOException | RuntimeException | LinkageError e) {
            return e;
        }
        if (message instanceof String text) {
            session().connection().sendText(text, callback);
        } else {
            session().connection().sendBinary((ByteBuffer) message, callback);
        }
        return null;
    }

    private static SendCallback completing(CompletableFuture<Void> sent) {
        return failure -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(failure);
            }
        };
    }

    private SendCallback telling(SendHandler handler) {
        return failure -> tell(handler, failure);
    }

    private void tell(SendHandler handler, @Nullable Throwable failure) {
        CallbackTurns.run(() -> session().callback(() -> handler.onResult(
                failure == null ? new SendResult(session()) : new SendResult(session(), failure))));
    }
}
