package dev.lanner.container.context;

import dev.lanner.container.SessionHolder;
import dev.lanner.spi.Application;
import dev.lanner.spi.Route;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.UpgradeFeature;
import org.jspecify.annotations.Nullable;

/// Serves the requests of a context by an application in place of servlets: queue, limits and counts are those of every
/// context. A request has left when its exchange has ended; a connection that leaves HTTP is counted apart from then on.
/// Safe for use by any thread.
final class Substitute {
    private final WebContext context;
    private final Application application;
    private final Route route;

    private Substitute(WebContext context, Application application) {
        this.context = context;
        this.application = application;
        route = new Route(context.path() + ":application");
    }

    /// That of a context; null where it has servlets.
    static @Nullable Substitute of(WebContext context) {
        Application instead = context.definition().application();
        return instead == null ? null : new Substitute(context, instead);
    }

    /// Whether the application has the session that a request names.
    boolean hasSessionOf(FeatureCollection exchange) {
        return application instanceof SessionHolder holder && holder.hasSessionOf(exchange);
    }

    /// Whether it has any session.
    boolean hasSessions() {
        return application instanceof SessionHolder holder && holder.hasSessions();
    }

    /// Serves a request that was counted as running.
    ///
    /// @throws Exception as the application does
    void serve(FeatureCollection exchange) throws Exception {
        boolean counted = false;
        try {
            exchange.require(Features.RESPONSE).on(ResponseEvent.COMPLETED, context::left);
            counted = true;
        } finally {
            if (!counted) {
                context.left();
            }
        }
        RequestQueue queue = context.queue();
        if (queue != null && !queue.enter(exchange)) {
            return;
        }
        context.values().applyLimits(exchange.get(Features.MAX_REQUEST_BODY_SIZE));
        ExecutionFeature execution = exchange.get(Features.EXECUTION);
        if (execution != null) {
            execution.route(route);
        }
        UpgradeFeature upgrade = exchange.get(Features.UPGRADE);
        if (upgrade != null) {
            exchange.set(Features.UPGRADE, new CountedUpgrade(upgrade, context.connections()));
        }
        application.handle(exchange);
    }
}
