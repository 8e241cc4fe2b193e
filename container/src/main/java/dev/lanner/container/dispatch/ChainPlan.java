package dev.lanner.container.dispatch;

import dev.lanner.container.context.FilterEntry;
import dev.lanner.container.context.ServletEntry;
import jakarta.servlet.Filter;

/// The filters in front of a servlet, in order. Shared by all requests that take this way.
final class ChainPlan {
    private final ServletEntry servlet;
    private final Filter[] filters;
    private final boolean asyncSupported;
    private final boolean usable;

    ChainPlan(ServletEntry servlet, FilterEntry... entries) {
        this.servlet = servlet;
        filters = new Filter[entries.length];
        boolean async = servlet.asyncSupported();
        boolean all = true;
        for (int i = 0; i < entries.length; i++) {
            Filter filter = entries[i].filter();
            if (filter == null) {
                all = false;
            } else {
                filters[i] = filter;
            }
            async &= entries[i].asyncSupported();
        }
        asyncSupported = async;
        usable = all;
    }

    ServletEntry servlet() {
        return servlet;
    }

    int length() {
        return filters.length;
    }

    Filter filter(int index) {
        return filters[index];
    }

    /// Whether servlet and filters all allow async.
    boolean asyncSupported() {
        return asyncSupported;
    }

    /// False when one of the filters could not be loaded.
    boolean usable() {
        return usable;
    }
}
