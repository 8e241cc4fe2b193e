package dev.lanner.launcher;

import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.Stoppable;
import dev.lanner.spi.log.LazyLogger;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Turns SIGTERM, SIGINT and SIGHUP into a graceful stop.
///
/// A shutdown hook would not do: it runs beside the hooks of the applications while they still serve, and the process
/// would end with 143 in place of 0.
final class StopSignals implements SignalHandler {
    private static final System.Logger LOG = LazyLogger.of(StopSignals.class);

    private final Stoppable server;
    private final AtomicInteger asked = new AtomicInteger();

    private StopSignals(Stoppable server) {
        this.server = server;
    }

    /// @param background whether the server outlives its terminal: SIGHUP is ignored
    static void install(Stoppable server, boolean background) {
        StopSignals handler = new StopSignals(server);
        handler.handle("TERM");
        handler.handle("INT");
        if (background) {
            set("HUP", SignalHandler.SIG_IGN);
        } else {
            handler.handle("HUP");
        }
    }

    /// A worker's stop is its front server's to decide: what a terminal sends to all processes at once is ignored.
    static void installForWorker(Stoppable worker) {
        new StopSignals(worker).handle("TERM");
        set("INT", SignalHandler.SIG_IGN);
        set("HUP", SignalHandler.SIG_IGN);
    }

    private void handle(String name) {
        set(name, this);
    }

    private static void set(String name, SignalHandler handler) {
        try {
            Signal.handle(new Signal(name), handler);
        } catch (IllegalArgumentException e) {
            // no such signal on this system, or the JVM was told to leave it alone (-Xrs)
            LOG.log(System.Logger.Level.DEBUG, "signal {0} is not handled: {1}", name, e.getMessage());
        }
    }

    @Override
    public void handle(Signal signal) {
        int before = asked.getAndIncrement();
        if (before == 0) {
            server.requestStop();
        } else if (signal.getName().equals("INT")) {
            LOG.log(System.Logger.Level.WARNING,
                    "LNR-5311: asked twice: the server ends without waiting for its requests");
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
    }
}
