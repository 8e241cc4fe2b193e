package dev.lanner.container;

import dev.lanner.container.context.ContextHost;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.error.ErrorBody;
import dev.lanner.container.session.SessionSweeper;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.RequestTarget;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A Jakarta Servlet 6.1 container. Connectors call [#handle] for each request;
/// contexts are deployed and undeployed at any time, from any thread.
///
/// Resource trees and class loaders belong to whoever deploys: they are closed
/// by them, after [#undeploy] has returned.
public final class ServletContainer implements Application, AutoCloseable {
    private static final Logger LOG = System.getLogger(ServletContainer.class.getName());

    private final SettingValues settings;
    private final Host host;
    // held while a context starts or stops, never by a request
    private final ReentrantLock deployments = new ReentrantLock();
    private volatile ContextTable table = ContextTable.EMPTY;
    private volatile boolean closed;

    ServletContainer(ServletContainerBuilder from) {
        settings = from.settings;
        host = new Host(this, from.features, from.serverInfo, new SessionSweeper(), from.drainTimeout);
    }

    private record Host(ServletContainer container, FeatureCollection serverFeatures, String serverInfo,
            SessionSweeper sweeper, Duration drainTimeout) implements ContextHost {

        @Override
        public @Nullable WebContext contextOf(String path) {
            ContextTable.Entry entry = container.table.match(path);
            return entry == null ? null : entry.context();
        }

        @Override
        public SettingValues settings() {
            return container.settings;
        }
    }

    /// Gathers a container.
    public static ServletContainerBuilder builder() {
        return new ServletContainerBuilder();
    }

    /// Starts a context and begins to serve it. Where it fails, requests for its
    /// path get 503 until it is undeployed, replaced or deployed again; the other
    /// contexts are not touched.
    ///
    /// @throws DeploymentException
    ///             when it can't be started, or a context is there already
    public void deploy(ContextDefinition definition) throws DeploymentException {
        start(definition, false);
    }

    /// Starts a context beside the one of the same path, then lets it take the new
    /// requests, then ends the old one. Where the new one fails the old one stays.
    /// Without an old one this is [#deploy].
    ///
    /// @throws DeploymentException
    ///             when it can't be started
    public void replace(ContextDefinition definition) throws DeploymentException {
        start(definition, true);
    }

    private void start(ContextDefinition definition, boolean replace) throws DeploymentException {
        deployments.lock();
        try {
            if (closed) {
                throw new DeploymentException("LNR-3003: the container is closed");
            }
            String path = definition.contextPath();
            ContextTable.Entry old = table.get(path);
            WebContext before = old == null ? null : old.context();
            if (before != null && !replace) {
                throw new DeploymentException("LNR-3002: there is a context at " + before.shownPath()
                        + " already: undeploy it first, or replace it");
            }
            WebContext context = create(definition);
            if (before == null) {
                // while it starts its path is answered with 503
                table = table.with(new ContextTable.Entry(path, context, null));
            }
            try {
                context.start();
            } catch (DeploymentException e) {
                if (before == null) {
                    fail(path, String.valueOf(e.getMessage()));
                }
                throw e;
            }
            table = table.with(new ContextTable.Entry(path, context, null));
            if (before != null) {
                before.stop();
            }
        } finally {
            deployments.unlock();
        }
    }

    private WebContext create(ContextDefinition definition) throws DeploymentException {
        try {
            return new WebContext(definition, host);
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Marks a path as that of a web application which could not be read or
    /// started: requests get 503. A running context of that path stays.
    public void fail(String contextPath, String reason) {
        deployments.lock();
        try {
            ContextTable.Entry old = table.get(contextPath);
            boolean serves = old != null && old.context() != null
                    && old.context().info().state() == ContextInfo.State.RUNNING;
            if (!serves) {
                ContextInfo info = new ContextInfo(contextPath, contextPath, ContextInfo.State.FAILED, 0, reason);
                table = table.with(new ContextTable.Entry(contextPath, null, info));
            }
        } finally {
            deployments.unlock();
        }
    }

    /// Stops a context: new requests get 503 while running ones may end, within the
    /// drain timeout; then the path is free.
    ///
    /// @return whether there was one
    public boolean undeploy(String contextPath) {
        deployments.lock();
        try {
            ContextTable.Entry old = table.get(contextPath);
            if (old == null) {
                return false;
            }
            WebContext context = old.context();
            if (context != null) {
                context.stop();
            }
            table = table.without(contextPath);
            return true;
        } finally {
            deployments.unlock();
        }
    }

    /// The contexts, by path.
    public List<ContextInfo> contexts() {
        return table.all().stream().map(ServletContainer::info).sorted(Comparator.comparing(ContextInfo::contextPath))
                .toList();
    }

    private static ContextInfo info(ContextTable.Entry entry) {
        WebContext context = entry.context();
        ContextInfo failed = entry.info();
        if (context != null) {
            return context.info();
        }
        return failed == null ? new ContextInfo(entry.path(), "", ContextInfo.State.FAILED, 0, null) : failed;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        RequestTarget target = exchange.require(Features.REQUEST).target();
        ContextTable.Entry entry = table.match(target.path());
        if (entry == null) {
            answerWithoutContext(exchange, target);
            return;
        }
        WebContext context = entry.context();
        if (context == null) {
            ErrorBody.send(exchange, 503);
        } else {
            context.serve(exchange, target);
        }
    }

    private static void answerWithoutContext(FeatureCollection exchange, RequestTarget target) throws Exception {
        if (target.rawPath().equals("*")) {
            ResponseFeature response = exchange.require(Features.RESPONSE);
            response.headers().set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            response.headers().set("Content-Length", "0");
            return;
        }
        ErrorBody.send(exchange, 404);
    }

    /// Undeploys all contexts. Idempotent.
    @Override
    public void close() {
        deployments.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            for (ContextInfo info : contexts()) {
                undeploy(info.contextPath());
            }
            host.sweeper.close();
            LOG.log(Level.DEBUG, "the container is closed");
        } finally {
            deployments.unlock();
        }
    }

    /// The settings of the server.
    public SettingValues settings() {
        return settings;
    }
}
