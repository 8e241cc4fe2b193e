package dev.lanner.container.dispatch;

import dev.lanner.container.StreamUpgradeHandler;
import dev.lanner.container.async.BodyOwner;
import dev.lanner.container.async.Strand;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.request.BodyInput;
import dev.lanner.container.response.BodyOutput;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A connection that left HTTP for a protocol of the application (Servlet 6.1, 2.3.3.5). Its listeners run on a strand
/// of its own; closing it ends the exchange.
final class Upgrade implements WebConnection, BodyOwner {
    private static final Logger LOG = LazyLogger.of(Upgrade.class);

    private final WebContext context;
    private final ExecutionFeature execution;
    private final UpgradeFeature feature;
    private final HttpUpgradeHandler handler;
    private final Strand strand;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable end = this::endLater;
    private volatile @Nullable DuplexStream stream;
    /// Whether `init` has returned.
    private volatile boolean begun;
    private @Nullable BodyInput input;
    private @Nullable BodyOutput output;

    Upgrade(WebContext context, FeatureCollection features, ExecutionFeature execution, HttpUpgradeHandler handler)
            throws ServletException {
        UpgradeFeature able = features.get(Features.UPGRADE);
        if (able == null || !able.upgradable()) {
            throw new ServletException("LNR-3043: this request can't be upgraded: the client did not ask for it, or "
                    + "the connection can't leave HTTP");
        }
        this.context = context;
        this.execution = execution;
        this.handler = handler;
        feature = able;
        strand = new Strand(this::execute, context.classLoader());
    }

    /// Sends 101 and hands the connection to the application's handler.
    ///
    /// @param features of the request, for the answer when the connection can't be had
    void begin(FeatureCollection features) {
        if (handler instanceof StreamUpgradeHandler own) {
            StreamUpgrade.begin(context, features, own);
            return;
        }
        execution.suspend();
        try {
            context.connections().admit(end);
            context.connections().upgraded(end);
            DuplexStream bytes = feature.upgrade();
            stream = bytes;
            input = new BodyInput(this, bytes.input());
            output = new BodyOutput(this, bytes.output(), null, 0);
            handler.init(this);
            begun = true;
        } catch (RequestRejectedException e) {
            refuse(features, e);
            close();
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3044: the upgrade by " + handler.getClass().getName() + " failed", e);
            close();
        }
        strand.release();
    }

    /// Answers with what the connector's limit says.
    static void refuse(FeatureCollection features, RequestRejectedException refusal) {
        features.set(Features.BAD_REQUEST, refusal::reason);
        ResponseFeature response = features.require(Features.RESPONSE);
        LOG.log(Level.DEBUG, () -> "an upgrade was refused: " + refusal.getMessage());
        if (!response.started()) {
            response.headers().clear();
            response.status(refusal.status());
            response.headers().set("Retry-After", "1");
        }
    }

    /// Starts a thread: of the connection, once there is one, as the request is over then.
    private void execute(Runnable step) {
        DuplexStream own = stream;
        if (own == null) {
            execution.execute(step);
        } else {
            own.execute(step);
        }
    }

    private void endLater() {
        try {
            strand.submit(this::close);
            DuplexStream own = stream;
            if (own != null && !begun) {
                // init() may be reading or writing, and would hold the application's end up
                own.close();
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, () -> "an upgraded connection ended before its application: " + e);
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        BodyInput own = input;
        if (own == null) {
            throw new IOException("LNR-3045: the connection is not upgraded yet");
        }
        return own;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        BodyOutput own = output;
        if (own == null) {
            throw new IOException("LNR-3045: the connection is not upgraded yet");
        }
        return own;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        context.connections().ended(end);
        try {
            handler.destroy();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3044: " + handler.getClass().getName() + " failed in destroy()", e);
        } finally {
            DuplexStream bytes = stream;
            if (bytes != null) {
                bytes.close();
            }
            context.left();
            execution.finish();
        }
    }

    @Override
    public Strand listenerStrand() {
        return strand;
    }

    @Override
    public boolean writesFailSilently() {
        return false;
    }

    @Override
    public void checkBlocking() {
        // the rules of the request do not apply any more
    }

    @Override
    public void ioFailed(Throwable failure) {
        LOG.log(Level.DEBUG, () -> "an upgraded connection failed: " + failure);
    }

    @Override
    public IllegalStateException detached() {
        return new IllegalStateException("LNR-3046: the connection is closed");
    }
}
