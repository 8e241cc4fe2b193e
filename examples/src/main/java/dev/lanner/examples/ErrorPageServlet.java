package dev.lanner.examples;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The error pages. They appear at any address below the context path, so their links have to be absolute, with the
/// context path that the application was given.
@WebServlet({"/error/not-found", "/error/too-large"})
public final class ErrorPageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /// Whatever the method of the request that failed was.
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String page = request.getServletPath().endsWith("too-large") ? "too-large" : "not-found";
        try (InputStream file = getServletContext().getResourceAsStream("/WEB-INF/" + page + ".html")) {
            if (file == null) {
                throw new ServletException(page + ".html is missing in the WAR");
            }
            String context = getServletContext().getContextPath().replace("&", "&amp;").replace("\"", "&quot;");
            byte[] html = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("@context@", context)
                    .getBytes(StandardCharsets.UTF_8);
            response.setContentType("text/html;charset=UTF-8");
            response.setContentLength(html.length);
            response.getOutputStream().write(html);
        }
    }
}
