package dev.lanner.launcher.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/// Part of web applications that tests make: says on each line which version it is, once as a static field has it, once
/// as a file of the application says, once as a class says that is loaded by then.
@WebServlet(urlPatterns = {"/plain", "/stream", "/async", "/session"}, asyncSupported = true)
public final class VersionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final long PAUSE = 20_000_000;
    private static String loaded = "";

    /// Loaded when it is first asked.
    private static final class Late {
        static final String VERSION = read();
    }

    private static String read() {
        try (InputStream in = VersionServlet.class.getResourceAsStream("/version.txt")) {
            return in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void init() {
        loaded = read();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getServletPath()) {
            case "/stream" -> stream(response);
            case "/async" -> async(request);
            case "/session" -> {
                HttpSession session = request.getSession();
                Object count = session.getAttribute("count");
                int next = count == null ? 1 : Integer.parseInt(count.toString()) + 1;
                session.setAttribute("count", Integer.toString(next));
                response.getWriter().println(next);
            }
            default -> lines(response.getWriter());
        }
    }

    private void stream(HttpServletResponse response) throws IOException {
        for (int i = 0; i < 10; i++) {
            lines(response.getWriter());
            response.flushBuffer();
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static void async(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            LockSupport.parkNanos(PAUSE);
            async.dispatch("/plain");
        });
    }

    private void lines(PrintWriter out) throws IOException {
        out.println(loaded);
        try (InputStream in = getServletContext().getResourceAsStream("/WEB-INF/classes/version.txt")) {
            out.println(in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
        out.println(Late.VERSION);
    }
}
