package dev.lanner.launcher.server;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.FeatureCollection;
import java.util.concurrent.CountDownLatch;

/// Holds requests until the web applications are up.
///
/// Ports are bound before the applications start, so that a port in use is found before an application has done
/// anything. A client that comes meanwhile waits, as it would in the operating system's queue, and gets no false 404.
final class StartGate implements Application {
    private final Application application;
    private final CountDownLatch opened = new CountDownLatch(1);
    /// Written once, before the latch opens; saves the latch's look-up later.
    private volatile boolean open;

    StartGate(Application application) {
        this.application = application;
    }

    void open() {
        open = true;
        opened.countDown();
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        if (!open) {
            opened.await();
        }
        application.handle(exchange);
    }
}
