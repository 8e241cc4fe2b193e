package dev.lanner.launcher.server;

import dev.lanner.container.ServletContainer;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.pairing.PairedApplication.Readiness;
import java.util.concurrent.CountDownLatch;

/// Tells the front server what became of a worker's web application, and which sessions it has. Safe for use by several
/// threads.
final class WorkerReadiness implements Readiness {
    private final ServletContainer container;
    private final CountDownLatch known = new CountDownLatch(1);
    private volatile String fault = "LNR-5705: the worker is stopping";

    WorkerReadiness(ServletContainer container) {
        this.container = container;
    }

    /// It serves.
    void serves() {
        fault = "";
        known.countDown();
    }

    /// It never will.
    ///
    /// @param reason with an id
    void failed(String reason) {
        fault = reason;
        known.countDown();
    }

    /// Whoever waits is told that the worker ends, unless something else is known.
    void stops() {
        known.countDown();
    }

    @Override
    public String await() throws InterruptedException {
        known.await();
        return fault;
    }

    @Override
    public void goAway() {
        container.goAway();
    }

    @Override
    public boolean hasSessionOf(FeatureCollection exchange) {
        return container.hasSessionOf(exchange);
    }

    @Override
    public boolean hasSessions() {
        return container.contexts().stream().anyMatch(context -> context.sessions() > 0);
    }
}
