package dev.lanner.examples;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The timer of the asynchronous examples; ends with the web application.
@WebListener
public final class Timer implements ServletContextListener {
    private static final String ATTRIBUTE = Timer.class.getName();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        event.getServletContext().setAttribute(ATTRIBUTE, Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("examples-timer").factory()));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        of(event.getServletContext()).shutdownNow();
    }

    /// The timer of this web application.
    static ScheduledExecutorService of(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof ScheduledExecutorService timer) {
            return timer;
        }
        throw new IllegalStateException("the web application has not started, or has ended");
    }
}
