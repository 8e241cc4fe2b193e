package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/// Part of web applications that tests make: tells which process serves and what it sees of the client, or never answers.
@WebServlet({"/who", "/hang"})
public final class ProcessServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/hang")) {
            hang(request, response);
            return;
        }
        response.getWriter().print(ProcessHandle.current().pid() + " " + request.getRequestURL() + " "
                + request.getContextPath() + " " + request.getRemoteAddr() + " " + request.getLocalPort());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        hang(request, response);
    }

    private static void hang(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getParameter("begin") != null) {
            response.flushBuffer();
        }
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
