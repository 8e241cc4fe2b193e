package dev.lanner.launcher.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/// Put into a web application by tests: does what the path says.
public final class SettingsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /// Requests that wait in `/wait`; system properties, as tests see another class.
    static final String GATE = "dev.lanner.test.gate";

    /// Stays open until the client closes.
    public static final class Silent implements HttpUpgradeHandler, ReadListener {
        private WebConnection connection;

        @Override
        public void init(WebConnection upgraded) {
            connection = upgraded;
            try {
                upgraded.getInputStream().setReadListener(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onDataAvailable() throws IOException {
            ServletInputStream in = connection.getInputStream();
            while (in.isReady() && in.read() >= 0) {
                // nothing is meant by it
            }
        }

        @Override
        public void onAllDataRead() {
            close();
        }

        @Override
        public void onError(Throwable failure) {
            close();
        }

        private void close() {
            try {
                connection.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void destroy() {
            // nothing is held
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        PrintWriter out = response.getWriter();
        switch (request.getPathInfo()) {
            case "/thread" -> out.print(thread());
            case "/body" -> out.print(thread() + " " + request.getInputStream().readAllBytes().length);
            case "/form" -> out.print(request.getParameterMap().size());
            case "/parts" -> out.print(request.getParts().size());
            case "/session" -> out.print(request.getSession().getMaxInactiveInterval());
            case "/url" -> {
                request.getSession();
                out.print(response.encodeURL("x"));
            }
            case "/own-field" -> response.setHeader("x-frame-options", "SAMEORIGIN");
            case "/error" -> response.sendError(410);
            case "/throws" -> throw new ServletException("on purpose");
            case "/redirect" -> response.sendRedirect("/elsewhere");
            case "/upgrade" -> {
                response.setHeader("Upgrade", "silent");
                response.setHeader("Connection", "Upgrade");
                request.upgrade(Silent.class);
            }
            case "/async" -> async(request, out);
            case "/wait" -> await(out);
            default -> response.sendError(404);
        }
    }

    private static String thread() {
        Thread thread = Thread.currentThread();
        return (thread.isVirtual() ? "virtual " : "platform ") + thread.getName() + " "
                + (thread.getContextClassLoader() == SettingsServlet.class.getClassLoader());
    }

    private static void async(HttpServletRequest request, PrintWriter out) {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            out.print(request.getAttribute("first") + ", then " + thread());
            return;
        }
        request.setAttribute("first", thread());
        AsyncContext async = request.startAsync();
        async.start(async::dispatch);
    }

    private static void await(PrintWriter out) throws ServletException {
        Semaphore[] gate = (Semaphore[]) System.getProperties().get(GATE);
        gate[0].release();
        try {
            gate[1].acquire();
        } catch (InterruptedException e) {
            throw new ServletException(e);
        }
        out.print("went on");
    }

    /// Makes a web application of this servlet, with a file and, where it is not empty, a configuration of its own.
    static Path application(Path root, String own) throws IOException {
        for (String type : new String[]{"SettingsServlet", "SettingsServlet$Silent"}) {
            Path target = root.resolve("WEB-INF/classes/dev/lanner/launcher/server/" + type + ".class");
            Files.createDirectories(target.getParent());
            try (InputStream bytes = SettingsServlet.class.getResourceAsStream(type + ".class")) {
                Files.copy(bytes, target);
            }
        }
        Files.writeString(root.resolve("file.txt"), "file");
        if (!own.isEmpty()) {
            Files.writeString(root.resolve("WEB-INF/lanner.yaml"), own);
        }
        Files.writeString(root.resolve("WEB-INF/web.xml"),
                """
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1"><servlet><servlet-name>s</servlet-name>
                        <servlet-class>dev.lanner.launcher.server.SettingsServlet</servlet-class>
                        <async-supported>true</async-supported><multipart-config/></servlet>
                        <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s/*</url-pattern></servlet-mapping></web-app>
                        """);
        return root;
    }
}
