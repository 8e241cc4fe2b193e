package dev.lanner.examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A counter that lives in the session.
@WebServlet("/api/session")
public final class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String COUNT = "count";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        describe(request.getSession(false)).send(response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String action = request.getParameter("action");
        HttpSession session = request.getSession(false);
        switch (action) {
            case "count" -> {
                session = request.getSession();
                session.setAttribute(COUNT, count(session) + 1);
            }
            case "renew" -> {
                if (session != null) {
                    request.changeSessionId();
                }
            }
            case "end" -> {
                if (session != null) {
                    session.invalidate();
                    session = null;
                }
            }
            case null, default -> {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                new Json().with("error", "action must be count, renew or end").send(response);
                return;
            }
        }
        describe(session).send(response);
    }

    private static Json describe(@Nullable HttpSession session) {
        if (session == null) {
            return new Json().with("session", null);
        }
        // a page that can be looked at over a shoulder needs no whole session id
        String id = session.getId();
        return new Json().with("session", id.substring(0, Math.min(8, id.length())) + "\u2026")
                .with("count", count(session)).with("fresh", session.isNew())
                .with("minutes", session.getMaxInactiveInterval() / 60);
    }

    private static int count(HttpSession session) {
        return session.getAttribute(COUNT) instanceof Integer count ? count : 0;
    }
}
