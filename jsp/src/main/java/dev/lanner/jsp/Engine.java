package dev.lanner.jsp;

import dev.lanner.deploy.UnpackedApplication;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
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
    private int directories;

    Engine(UnpackedApplication application) {
        this.application = application;
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
        start(config.getServletContext());
        return Jasper.servlet(new PageConfig(config, application.settings(),
                directory(config.getServletContext()), page));
    }

    /// One for each servlet: two that translate the same page must not write the same files.
    private Path directory(ServletContext context) throws ServletException {
        int number;
        lock.lock();
        try {
            number = directories++;
        } finally {
            lock.unlock();
        }
        if (!(context.getAttribute(ServletContext.TEMPDIR) instanceof File temporary)) {
            throw new ServletException("LNR-4202: the context has no directory for temporary files, so pages can't be "
                    + "translated");
        }
        try {
            return Files.createDirectories(temporary.toPath().resolve("pages").resolve(Integer.toString(number)));
        } catch (IOException e) {
            throw new ServletException("LNR-4202: the directory for translated pages can't be made in " + temporary
                    + ": " + e, e);
        }
    }
}
