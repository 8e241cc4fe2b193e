package dev.lanner.container.context;

import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.UpgradeFeature;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An upgrade whose connection counts as one of a context, until it is closed.
///
/// @param of the connector's
/// @param connections those of the context
record CountedUpgrade(UpgradeFeature of, Upgrades connections) implements UpgradeFeature {

    @Override
    public boolean upgradable() {
        return of.upgradable();
    }

    @Override
    public @Nullable String protocol() {
        return of.protocol();
    }

    @Override
    public boolean extendedConnect() {
        return of.extendedConnect();
    }

    @Override
    public DuplexStream upgrade() throws IOException {
        Counted counted = new Counted(connections);
        connections.admit(counted);
        DuplexStream stream = null;
        try {
            stream = of.upgrade();
        } finally {
            if (stream == null) {
                counted.ended();
            }
        }
        return new Stream(stream, counted);
    }

    /// One connection. Whoever serves it says goodbye by its own means when it ends: it is closed after that.
    private static final class Counted implements Runnable {
        private final Upgrades connections;

        Counted(Upgrades connections) {
            this.connections = connections;
        }

        @Override
        public void run() {
            // see above
        }

        void ended() {
            connections.ended(this);
        }
    }

    private record Stream(DuplexStream of, Counted counted) implements DuplexStream {

        @Override
        public BodySource input() {
            return of.input();
        }

        @Override
        public BodySink output() {
            return of.output();
        }

        @Override
        public void execute(Runnable task) {
            of.execute(task);
        }

        @Override
        public void deadline(Duration after, Runnable expired) {
            of.deadline(after, expired);
        }

        @Override
        public void close() {
            try {
                of.close();
            } finally {
                counted.ended();
            }
        }
    }
}
