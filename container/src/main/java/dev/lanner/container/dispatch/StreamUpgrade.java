package dev.lanner.container.dispatch;

import dev.lanner.container.StreamUpgradeHandler;
import dev.lanner.container.context.WebContext;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connection that left HTTP for a protocol of the server. It keeps nothing of the exchange.
final class StreamUpgrade implements Runnable {
    private static final Logger LOG = LazyLogger.of(StreamUpgrade.class);

    private final WebContext context;
    private final StreamUpgradeHandler handler;
    private final AtomicBoolean ended = new AtomicBoolean();

    private StreamUpgrade(WebContext context, StreamUpgradeHandler handler) {
        this.context = context;
        this.handler = handler;
    }

    /// Sends 101 and hands the connection over.
    static void begin(WebContext context, FeatureCollection features, StreamUpgradeHandler handler) {
        StreamUpgrade upgrade = new StreamUpgrade(context, handler);
        ExecutionFeature execution = features.require(Features.EXECUTION);
        execution.suspend();
        DuplexStream stream;
        try {
            context.connections().admit(upgrade);
            stream = features.require(Features.UPGRADE).upgrade();
        } catch (RequestRejectedException e) {
            Upgrade.refuse(features, e);
            upgrade.ended();
            execution.finish();
            return;
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "LNR-3044: the upgrade by " + handler.getClass().getName() + " failed: " + e);
            upgrade.ended();
            execution.finish();
            return;
        }
        context.connections().upgraded(upgrade);
        try {
            handler.opened(stream, upgrade::ended);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3044: the upgrade by " + handler.getClass().getName() + " failed", e);
            stream.close();
            upgrade.ended();
        }
    }

    private void ended() {
        if (ended.compareAndSet(false, true)) {
            context.connections().ended(this);
            context.left();
        }
    }

    /// The application stops.
    @Override
    public void run() {
        handler.stopping();
    }
}
