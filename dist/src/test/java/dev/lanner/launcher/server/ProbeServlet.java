package dev.lanner.launcher.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Put into a web application by tests: tells the server's addresses, reads bodies.
public final class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(getServletContext().getAttribute("dev.lanner.server.addresses"));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(request.getInputStream().readAllBytes().length);
    }

    /// Makes a web application of this servlet alone.
    static Path application(Path root) throws IOException {
        Path target = root.resolve("WEB-INF/classes/" + ProbeServlet.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(target.getParent());
        try (InputStream bytes = ProbeServlet.class.getResourceAsStream("ProbeServlet.class")) {
            Files.copy(bytes, target);
        }
        Files.writeString(root.resolve("WEB-INF/web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"><servlet><servlet-name>probe"
                        + "</servlet-name><servlet-class>" + ProbeServlet.class.getName()
                        + "</servlet-class></servlet><servlet-mapping><servlet-name>probe</servlet-name>"
                        + "<url-pattern>/*</url-pattern></servlet-mapping></web-app>");
        return root;
    }
}
