package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Part of web applications that tests make: reads the request's body. With `?first` it sends `first` before, so that a
/// client can keep the request running as long as it likes by not sending its body. With `?log` it logs by both of the JDK's ways.
@WebServlet("/body")
public final class BodyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OutputStream out = response.getOutputStream();
        if ("first".equals(request.getQueryString())) {
            out.write("first;".getBytes(StandardCharsets.US_ASCII));
            response.flushBuffer();
        }
        if ("log".equals(request.getQueryString())) {
            System.getLogger("app.Body").log(System.Logger.Level.WARNING, "one of {0}", request.getRequestId());
            java.util.logging.Logger.getLogger("app.Body").warning("two of " + request.getRequestId());
        }
        int length = request.getInputStream().readAllBytes().length;
        out.write(("read " + length + ";").getBytes(StandardCharsets.US_ASCII));
    }

    /// Makes an exploded application with this servlet.
    public static Path explode(Path root) throws IOException {
        String name = BodyServlet.class.getName().replace('.', '/') + ".class";
        Path file = root.resolve("WEB-INF/classes").resolve(name);
        Files.createDirectories(file.getParent());
        try (var in = BodyServlet.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return root;
    }
}
