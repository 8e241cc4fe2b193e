package dev.lanner.container.dispatch;

import dev.lanner.container.context.NotAvailableException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/// One request's way through its filters to the servlet.
final class Chain implements FilterChain {
    private final ChainPlan plan;
    private int next;

    Chain(ChainPlan plan) {
        this.plan = plan;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        int index = next;
        if (index == plan.length()) {
            plan.servlet().service(request, response);
            return;
        }
        next = index + 1;
        try {
            plan.filter(index).doFilter(request, response, this);
        } finally {
            // a filter may call the rest of the chain again
            next = index;
        }
    }

    /// Runs filters and servlet.
    static void run(ChainPlan plan, ServletRequest request, ServletResponse response)
            throws IOException, ServletException {
        if (!plan.usable()) {
            throw new NotAvailableException(
                    "LNR-3038: a filter in front of servlet " + plan.servlet().name() + " could not be loaded", 60);
        }
        if (plan.length() == 0) {
            plan.servlet().service(request, response);
        } else {
            new Chain(plan).doFilter(request, response);
        }
    }
}
