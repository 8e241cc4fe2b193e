package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;

/// Part of web applications that tests make: says what it sees of its process and of its request.
@WebServlet("/process/*")
public final class WorkerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        String name = request.getParameter("name");
        response.getWriter().print(switch (String.valueOf(request.getPathInfo())) {
            case "/pid" -> ProcessHandle.current().pid();
            case "/heap" -> Runtime.getRuntime().maxMemory();
            case "/variable" -> System.getenv(name);
            case "/property" -> System.getProperty(name);
            case "/directory" -> Path.of("").toAbsolutePath();
            case "/path" -> request.getContextPath() + " " + request.getServletPath() + " " + request.getRequestURL();
            case "/peer" -> request.getRemoteAddr() + " " + request.getLocalPort() + " " + request.getServerName();
            case "/fork" -> new ProcessBuilder("sleep", "600").start().pid();
            default -> throw new IOException("what is " + request.getPathInfo() + "?");
        });
    }
}
