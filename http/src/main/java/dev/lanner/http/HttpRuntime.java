package dev.lanner.http;

import dev.lanner.http.loop.LoopGroup;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.Settings.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/// What the HTTP connectors of one server share: the event loops.
public final class HttpRuntime {
    private final LoopGroup loops;
    private final AtomicInteger users = new AtomicInteger();

    HttpRuntime(ConnectorContext context) {
        try {
            loops = new LoopGroup(context.settings());
        } catch (IOException e) {
            throw new UncheckedIOException("the event loops can't be opened", e);
        }
    }

    LoopGroup loops() {
        return loops;
    }

    /// How requests are executed, after the test of the loop scheduler at start.
    public Execution execution() {
        return loops.execution();
    }

    /// How often a request held its loop for so long that the loop was given to another thread.
    public long takeovers() {
        return loops.guard().takeovers();
    }

    /// Threads that carry loops, spare ones included.
    public int carriers() {
        return loops.guard().carriers();
    }

    void use() {
        users.incrementAndGet();
    }

    /// The last user ends the loops; the next one gets others.
    void release(ConnectorContext context) {
        if (users.decrementAndGet() == 0) {
            context.shared().remove(HttpRuntime.class, this);
            loops.close();
        }
    }
}
