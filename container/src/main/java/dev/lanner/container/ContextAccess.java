package dev.lanner.container;

import dev.lanner.container.context.WebContext;
import dev.lanner.spi.config.SettingValues;
import jakarta.servlet.ServletContext;

/// What the server's own modules may do with a context beyond the Servlet API. Safe for use by several threads.
public final class ContextAccess {
    private final WebContext context;

    private ContextAccess(WebContext context) {
        this.context = context;
    }

    /// The access to a context.
    ///
    /// @throws IllegalArgumentException when it is not one of this container
    public static ContextAccess of(ServletContext context) {
        return new ContextAccess(WebContext.of(context));
    }

    /// The settings of the context.
    public SettingValues settings() {
        return context.settings();
    }

    /// The application's class loader.
    public ClassLoader classLoader() {
        return context.classLoader();
    }

    /// Whether the context has started: all its listeners were told.
    public boolean started() {
        return context.started();
    }

    /// Makes an object of the application, as servlets are made: with injection and life cycle methods.
    ///
    /// @throws ReflectiveOperationException when it can't be made
    public <T> T create(Class<T> type) throws ReflectiveOperationException {
        return context.factory().create(type);
    }

    /// Lets go of an object made by [#create].
    public void destroy(Object component) {
        context.factory().destroy(component);
    }

    /// Names who takes requests for upgrades, from [#routeUpgrades()] on.
    ///
    /// @throws IllegalStateException when the context has started
    public void upgrades(UpgradeRoute route) {
        context.upgrades().prepare(route);
    }

    /// Begins to ask the route that was named. Until then requests pay nothing for it.
    public void routeUpgrades() {
        context.upgrades().activate();
    }
}
