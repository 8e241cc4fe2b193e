package dev.lanner.container.context;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Stands where a JSP engine would: no JSP's source is ever sent.
final class NoJspServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED,
                "LNR-4200: JSP is not supported here: the server runs without its JSP module");
    }
}
