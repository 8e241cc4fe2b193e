package dev.lanner.websocket.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Answers handshakes for the endpoints of a context.
final class HandshakeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient LannerServerContainer container;

    HandshakeServlet(LannerServerContainer container) {
        this.container = container;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        container.handshake(request, response);
    }
}
