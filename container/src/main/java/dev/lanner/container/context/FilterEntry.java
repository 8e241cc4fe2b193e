package dev.lanner.container.context;

import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// A filter of a running context: initialized with it, destroyed with it.
public final class FilterEntry {
    private static final Logger LOG = LazyLogger.of(FilterEntry.class);

    private final String name;
    private final boolean asyncSupported;
    private final Components components;
    private @Nullable Filter filter;

    FilterEntry(FilterSetup setup, Components components) {
        name = setup.getName();
        asyncSupported = setup.asyncSupported;
        this.components = components;
    }

    /// The name.
    public String name() {
        return name;
    }

    /// Whether requests that pass it may start async.
    public boolean asyncSupported() {
        return asyncSupported;
    }

    /// The filter; null when it can't be used.
    public @Nullable Filter filter() {
        return filter;
    }

    /// Makes the filter.
    ///
    /// @throws ServletException when its class can't be loaded or its object can't be made
    Filter make(FilterSetup setup) throws ServletException {
        return components.make(setup.component(), Filter.class);
    }

    /// Puts the filter into service.
    ///
    /// @throws ServletException what its `init` throws
    void start(Filter made, ComponentConfig config) throws ServletException {
        made.init(config);
        filter = made;
    }

    void destroy() {
        Filter made = filter;
        if (made == null) {
            return;
        }
        try {
            made.destroy();
            components.destroy(made);
        } catch (Exception | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-3037: filter " + name + " failed in destroy()", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
