package dev.lanner.launcher.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Part of web applications that tests make: a bit of each part of the Servlet API, so that the same requests can be sent
/// by different ways and the answers compared.
@WebServlet(urlPatterns = "/m/*", asyncSupported = true)
@MultipartConfig
public final class MirrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setContentType("text/plain;charset=utf-8");
        switch (request.getPathInfo()) {
            case "/body" -> {
                byte[] bytes = request.getInputStream().readAllBytes();
                response.getOutputStream().write(bytes);
            }
            case "/client" -> response.getWriter().print(request.getRemoteAddr() + " " + request.getScheme() + " "
                    + request.getServerName() + ":" + request.getServerPort() + " " + request.isSecure());
            case "/parameters" -> {
                Map<String, String> sorted = new TreeMap<>();
                request.getParameterMap().forEach((name, values) -> sorted.put(name, String.join(",", values)));
                response.getWriter().print(sorted);
            }
            case "/parts" -> {
                for (Part part : request.getParts()) {
                    response.getWriter().print(part.getName() + "=" + part.getSize() + ";");
                }
            }
            case "/session" -> {
                Object before = request.getSession().getAttribute("count");
                int count = before == null ? 1 : (Integer) before + 1;
                request.getSession().setAttribute("count", count);
                response.getWriter().print(count);
            }
            case "/cookie" -> {
                response.addCookie(new Cookie("a", "b"));
                response.addHeader("X-Many", "1");
                response.addHeader("X-Many", "2");
            }
            case "/redirect" -> response.sendRedirect("body?x=1");
            case "/error" -> response.sendError(418, "a teapot");
            case "/failure" -> throw new ServletException("fails");
            case "/forward" -> request.getRequestDispatcher("/m/target").forward(request, response);
            case "/include" -> {
                response.getWriter().print("before ");
                request.getRequestDispatcher("/m/target").include(request, response);
                response.getWriter().print(" after");
            }
            case "/target" -> response.getWriter().print("target of " + request.getDispatcherType() + " "
                    + request.getRequestURI());
            case "/async" -> {
                AsyncContext context = request.startAsync();
                context.start(() -> {
                    try {
                        context.getResponse().getWriter().print("later");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    context.complete();
                });
            }
            case "/dispatch" -> request.startAsync().dispatch("/m/target");
            case "/pieces" -> {
                for (int i = 0; i < 50; i++) {
                    response.getWriter().print("piece " + i + "\n");
                    response.flushBuffer();
                }
            }
            case "/large" -> {
                byte[] block = "0123456789abcdef".repeat(1024).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 128; i++) {
                    response.getOutputStream().write(block);
                }
            }
            case "/upgrade" -> {
                response.setHeader("Upgrade", "echo");
                response.setHeader("Connection", "Upgrade");
                request.upgrade(Echo.class);
            }
            default -> response.getWriter().print(request.getMethod() + " " + request.getRequestURI() + " "
                    + request.getQueryString());
        }
    }

    /// Sends back what comes, until the client closes.
    public static final class Echo implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {
            Thread.ofVirtual().start(() -> {
                try (connection) {
                    InputStream in = connection.getInputStream();
                    OutputStream out = connection.getOutputStream();
                    for (int b = in.read(); b >= 0; b = in.read()) {
                        out.write(b);
                        out.flush();
                    }
                } catch (Exception e) {
                    // the client has gone
                }
            });
        }

        @Override
        public void destroy() {
            // the thread ends with its connection
        }
    }

    /// Makes an exploded application with this servlet.
    public static Path explode(Path root) throws IOException {
        for (Class<?> each : new Class<?>[]{MirrorServlet.class, Echo.class}) {
            String name = each.getName().replace('.', '/') + ".class";
            Path file = root.resolve("WEB-INF/classes").resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = MirrorServlet.class.getClassLoader().getResourceAsStream(name)) {
                Files.copy(in, file);
            }
        }
        Files.writeString(root.resolve("page.html"), "<p>a page</p>\n".repeat(200));
        return root;
    }
}
