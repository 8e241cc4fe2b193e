package dev.lanner.jsp;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.jasper.JasperException;
import org.apache.jasper.compiler.SmapInput;
import org.apache.jasper.compiler.SmapStratum;
import org.apache.jasper.compiler.SmapUtil;
import org.jspecify.annotations.Nullable;

/// Jasper's servlet, with failures that name page and line in the log, and without lines of the page in what an
/// application can show to a client. In development Jasper's own words are left as they are.
final class PlacedFailures implements Servlet {
    private static final Logger LOG = System.getLogger(PlacedFailures.class.getName());
    private static final String PACKAGE = "org.apache.jsp.";

    private final Servlet jasper;
    private final Path directory;
    private volatile WeakReference<Throwable> said = new WeakReference<>(null);

    /// @param directory with the classes of translated pages
    PlacedFailures(Servlet jasper, Path directory) {
        this.jasper = jasper;
        this.directory = directory;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        try {
            jasper.init(config);
        } catch (JasperException e) {
            throw withoutLines(e);
        }
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        try {
            jasper.service(request, response);
        } catch (JasperException e) {
            say(e);
            throw withoutLines(e);
        } catch (ServletException | RuntimeException e) {
            say(e);
            throw e;
        }
    }

    /// Once for each failure, as it passes each page that includes the one that failed.
    private void say(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (said.get() == root) {
            return;
        }
        said = new WeakReference<>(root);
        String place = place(root);
        if (place != null) {
            LOG.log(Level.WARNING, "LNR-4204: " + place + ": " + root);
        }
    }

    /// File and line in the page, from the map that the compiler put into the class; null when no page is in the trace.
    private @Nullable String place(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith(PACKAGE)) {
                SmapStratum map = SmapUtil.loadSmap(frame.getClassName(), new Classes(directory));
                SmapInput input = map == null ? null : map.getInputLineNumber(frame.getLineNumber());
                return input == null || input.lineNumber() < 1
                        ? frame.getClassName() + ":" + frame.getLineNumber()
                        : (input.fileName().startsWith("/") ? "" : "/") + input.fileName() + ":" + input.lineNumber();
            }
        }
        return null;
    }

    /// Leaves out what Jasper quotes of the page: lines that begin with their number.
    private static JasperException withoutLines(JasperException e) {
        String message = String.valueOf(e.getMessage());
        String shown = message.lines().filter(line -> !line.matches("\\d+: .*") && !line.equals("Stacktrace:"))
                .filter(line -> !line.isBlank()).collect(Collectors.joining("\n"));
        if (shown.equals(message)) {
            return e;
        }
        JasperException clean = new JasperException("LNR-4205: " + shown, e.getRootCause());
        clean.setStackTrace(e.getStackTrace());
        return clean;
    }

    @Override
    public ServletConfig getServletConfig() {
        return jasper.getServletConfig();
    }

    @Override
    public String getServletInfo() {
        return jasper.getServletInfo();
    }

    @Override
    public void destroy() {
        jasper.destroy();
    }

    /// Reads class files, defines none.
    private static final class Classes extends ClassLoader {
        private final Path directory;

        Classes(Path directory) {
            super(null);
            this.directory = directory;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            try {
                Path file = directory.resolve(name);
                return Files.exists(file) ? Files.newInputStream(file) : null;
            } catch (IOException e) {
                return null;
            }
        }
    }
}
