package dev.lanner.http.connection;

import dev.lanner.spi.features.LifetimeFeature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Whether the client is still there. The future is made when somebody asks.
final class Lifetime implements LifetimeFeature {
    private static final VarHandle FUTURE;

    static {
        try {
            FUTURE = MethodHandles.lookup().findVarHandle(Lifetime.class, "future", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Http1Exchange exchange;
    private volatile @Nullable CompletableFuture<Void> future;
    private volatile boolean gone;
    private volatile boolean ended;

    Lifetime(Http1Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public CompletionStage<Void> aborted() {
        CompletableFuture<Void> made = future;
        if (made == null) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            made = FUTURE.compareAndSet(this, null, fresh) ? fresh : future;
        }
        if (made == null) {
            throw new IllegalStateException("unreachable: the future is set once");
        }
        if (gone) {
            made.complete(null);
        }
        return made.minimalCompletionStage();
    }

    @Override
    public void abort() {
        if (!ended) {
            exchange.connection().abort();
        }
    }

    /// The client has gone, or the exchange was aborted.
    void gone() {
        if (ended) {
            return;
        }
        gone = true;
        CompletableFuture<Void> made = future;
        if (made != null) {
            made.complete(null);
        }
    }

    void ended() {
        ended = true;
    }
}
