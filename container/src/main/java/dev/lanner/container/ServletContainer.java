package dev.lanner.container;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A Jakarta Servlet 6.1 container. Connectors call [#handle] for each request;
/// contexts are deployed and undeployed at any time, from any thread.
public final class ServletContainer implements Application, AutoCloseable {

    private final Set<String> contexts = ConcurrentHashMap.newKeySet();
    private final SettingValues settings;

    ServletContainer(ServletContainerBuilder from) {
        settings = from.settings;
    }

    /// A container with the default settings and no contexts.
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
        if (!contexts.add(definition.contextPath())) {
            throw new DeploymentException("LNR-3002: " + definition + " is deployed already");
        }
    }

    /// Starts a context beside the one of the same path, then lets it take the new
    /// requests, then ends the old one. Where the new one fails the old one stays.
    /// Without an old one this is [#deploy].
    ///
    /// @throws DeploymentException
    ///             when it can't be started
    public void replace(ContextDefinition definition) throws DeploymentException {
        deploy(definition);
    }

    /// Marks a path as that of a web application which could not be read: requests
    /// get 503. A running context of that path stays.
    public void fail(String contextPath, String reason) {
    }

    /// Stops a context: new requests get 404 (or go to a context with a shorter
    /// path), running ones may end, within a limit of time.
    ///
    /// @return whether there was one
    public boolean undeploy(String contextPath) {
        return false;
    }

    /// The contexts, by path.
    public List<ContextInfo> contexts() {
        return List.of();
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        exchange.require(Features.RESPONSE).status(404);
    }

    /// Undeploys all contexts. Idempotent.
    @Override
    public void close() {
    }

    /// The settings of the server.
    public SettingValues settings() {
        return settings;
    }
}
