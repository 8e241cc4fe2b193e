package dev.lanner.jsp;

import dev.lanner.deploy.UnpackedApplication;
import dev.lanner.spi.config.Settings;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The pages of one application. Safe for use by several threads; what touches Jasper is in [Jasper], so that making
/// an engine costs nothing.
final class Engine {
    private final UnpackedApplication application;
    private final ReentrantLock lock = new ReentrantLock();
    // guarded by lock
    private boolean started;
    // guarded by lock; made with the first servlet, as an application without pages loads nothing of the engine
    private @Nullable PageDirectories directories;

    Engine(UnpackedApplication application) {
        this.application = application;
    }

    private PageDirectories directories() {
        lock.lock();
        try {
            PageDirectories known = directories;
            if (known == null) {
                // in development pages change without the application
                boolean changing = application.settings().get(Settings.JSP_DEVELOPMENT);
                known = new PageDirectories(changing ? null : application.kept());
                directories = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// Makes `JspFactory` answer.
    void announce(ServletContext context) {
        Jasper.announce(context, application.components());
    }

    /// Finds the tag libraries. Only the first call does something.
    ///
    /// @throws ServletException when one is wrong, with its file
    void start(ServletContext context) throws ServletException {
        lock.lock();
        try {
            if (!started) {
                announce(context);
                Jasper.findTagLibraries(context, application.libraries());
                started = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /// A servlet for one page, or for all.
    Servlet servlet(ServletConfig config, @Nullable String page) throws ServletException {
        ServletContext context = config.getServletContext();
        start(context);
        Path directory = directories().open(config.getServletName(), temporary(context));
        boolean made = false;
        try {
            Servlet servlet = Jasper.servlet(new PageConfig(config, application.settings(), directory, page));
            made = true;
            return servlet;
        } finally {
            if (!made) {
                directories().close();
            }
        }
    }

    private static Path temporary(ServletContext context) throws ServletException {
        if (context.getAttribute(ServletContext.TEMPDIR) instanceof File directory) {
            return directory.toPath();
        }
        throw new ServletException("LNR-4202: the context has no directory for temporary files, so pages can't be "
                + "translated");
    }

    /// One of the servlets is gone.
    void ended() {
        directories().close();
    }
}
