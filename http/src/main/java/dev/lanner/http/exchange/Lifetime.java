package dev.lanner.http.exchange;

import dev.lanner.spi.features.LifetimeFeature;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Whether the client is still there. The futures are made when somebody asks.
public final class Lifetime implements LifetimeFeature {
    private static final VarHandle LEAVING;
    private static final VarHandle LOSS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LEAVING = lookup.findVarHandle(Lifetime.class, "leaving", CompletableFuture.class);
            LOSS = lookup.findVarHandle(Lifetime.class, "loss", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable abort;
    private volatile @Nullable CompletableFuture<Void> leaving;
    private volatile @Nullable CompletableFuture<Void> loss;
    private volatile @Nullable Watcher watcher;
    private volatile boolean left;
    private volatile boolean lost;
    private volatile boolean ended;

    /// @param abort ends the exchange at once
    public Lifetime(Runnable abort) {
        this.abort = abort;
    }

    @Override
    public CompletionStage<Void> aborted() {
        CompletableFuture<Void> made = leaving;
        if (made == null) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            made = LEAVING.compareAndSet(this, null, fresh) ? fresh : leaving;
        }
        return told(made, left);
    }

    @Override
    public CompletionStage<Void> gone() {
        CompletableFuture<Void> made = loss;
        if (made == null) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            made = LOSS.compareAndSet(this, null, fresh) ? fresh : loss;
        }
        return told(made, lost);
    }

    private static CompletionStage<Void> told(@Nullable CompletableFuture<Void> made, boolean happened) {
        if (made == null) {
            throw new IllegalStateException("unreachable: the future is set once");
        }
        if (happened) {
            made.complete(null);
        }
        return made.minimalCompletionStage();
    }

    @Override
    public void watch(Watcher told) {
        if (watcher != null) {
            LifetimeFeature.super.watch(told);
            return;
        }
        watcher = told;
        if (lost) {
            told.gone();
        }
        if (left) {
            told.left();
        }
    }

    @Override
    public void abort() {
        if (!ended) {
            abort.run();
        }
    }

    /// The client closed its side, and may still read.
    public void clientLeft() {
        if (!ended) {
            left = true;
            complete(leaving);
            Watcher told = watcher;
            if (told != null) {
                told.left();
            }
        }
    }

    /// The connection can't be used any more, or the exchange was aborted.
    public void connectionLost() {
        if (!ended) {
            left = true;
            lost = true;
            complete(leaving);
            complete(loss);
            Watcher told = watcher;
            if (told != null) {
                told.left();
                told.gone();
            }
        }
    }

    private static void complete(@Nullable CompletableFuture<Void> made) {
        if (made != null) {
            made.complete(null);
        }
    }

    /// The exchange ended normally: from now on nothing is told.
    public void ended() {
        ended = true;
    }
}
