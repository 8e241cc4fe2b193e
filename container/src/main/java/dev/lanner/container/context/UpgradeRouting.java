package dev.lanner.container.context;

import dev.lanner.container.UpgradeRoute;
import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.UpgradeFeature;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/// Sends requests that ask to leave HTTP to the servlet of an [UpgradeRoute]. Prepared while the context starts; asked by
/// requests once there is something to route.
public final class UpgradeRouting {
    /// The name of the servlet, for logs and `getHttpServletMapping`.
    private static final String NAME = "dev.lanner.upgrade";

    private final WebContext context;
    private @Nullable UpgradeRoute prepared;
    private @Nullable ServletEntry servlet;
    private volatile boolean active;

    UpgradeRouting(WebContext context) {
        this.context = context;
    }

    /// Names the route.
    public void prepare(UpgradeRoute route) {
        if (context.started() || prepared != null) {
            throw new IllegalStateException("LNR-3047: a context has one route for upgrades, named before it starts");
        }
        prepared = route;
    }

    /// Begins to ask it.
    public void activate() {
        active = true;
    }

    /// The servlet of the route, made with the others; null without a route.
    @Nullable
    ServletEntry build() {
        UpgradeRoute route = prepared;
        if (route == null) {
            return null;
        }
        ServletSetup setup = new ServletSetup(context.registry(), NAME, ComponentRef.given(route.servlet()), null);
        setup.asyncSupported = true;
        ServletEntry entry = new ServletEntry(setup, context);
        servlet = entry;
        return entry;
    }

    void stop() {
        ServletEntry entry = servlet;
        if (entry != null) {
            entry.destroy();
        }
    }

    /// Where a request goes; null for where its path says.
    ///
    /// @param fullPath normalised, with the context path
    @Nullable
    MappedServlet<ServletEntry> map(FeatureCollection exchange, String fullPath) {
        if (!active) {
            return null;
        }
        UpgradeRoute route = prepared;
        ServletEntry entry = servlet;
        UpgradeFeature upgrade = exchange.get(Features.UPGRADE);
        if (route == null || entry == null || upgrade == null || !upgrade.upgradable()) {
            return null;
        }
        String below = fullPath.substring(context.path().length());
        return route.serves(below, upgrade)
                ? new MappedServlet<>(entry, NAME, below, MappingMatch.EXACT, below, null)
                : null;
    }
}
