package dev.lanner.arquillian;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Tells where it runs.
@WebServlet("/pid")
public class ProcessIdServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(request.getContextPath() + " " + ProcessHandle.current().pid() + " "
                + request.getServletContext().getSessionTimeout());
    }
}
