package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// Part of web applications that tests make: counts in its session, in an object of its own that is changed inside.
@WebServlet(urlPatterns = {"/count", "/end", "/login", "/large", "/none"})
public final class BasketServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private record Item(int number, String server) implements Serializable {
    }

    private static final class Basket implements Serializable {
        private static final long serialVersionUID = 1L;
        private final List<Item> items = new ArrayList<>();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        switch (request.getServletPath()) {
            case "/count" -> count(request, response);
            case "/end" -> request.getSession().invalidate();
            case "/login" -> response.getWriter().print(request.changeSessionId());
            case "/large" -> large(request, response);
            default -> response.getWriter().print("no session");
        }
    }

    /// Changed before the first byte goes out, which a client sees long before the end.
    private static void large(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int count = basket(request.getSession()).items.size();
        response.setContentLength(100_000);
        response.getWriter().print("x".repeat(100_000 - 10) + String.format("%10d", count));
    }

    private static void count(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(basket(request.getSession()).items.size());
    }

    private static Basket basket(HttpSession session) {
        if (!(session.getAttribute("basket") instanceof Basket basket)) {
            Basket made = new Basket();
            made.items.add(new Item(1, ""));
            session.setAttribute("basket", made);
            return made;
        }
        basket.items.add(new Item(basket.items.size() + 1, System.getProperty("java.version")));
        return basket;
    }
}
