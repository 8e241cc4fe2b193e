package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Part of web applications that tests make: leaves behind what applications do leave, as far as it can be collected.
@WebServlet("/busy")
public final class BusyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
    private static final byte[] STATE = new byte[1 << 20];
    private transient ExecutorService pool = Executors.newSingleThreadExecutor();

    /// Answers each message.
    @ServerEndpoint("/echo")
    public static final class Echo {
        /// The same.
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOCAL.set(this);
        request.getSession().setAttribute("servlet", this.getClass());
        pool.execute(() -> LOCAL.set(STATE));
        try {
            Class.forName(NiceDriver.class.getName());
            DriverManager.getConnection("jdbc:nice:x");
        } catch (SQLException | ClassNotFoundException e) {
            response.getWriter().print(STATE.length + " " + e.getMessage());
        }
    }

    @Override
    public void destroy() {
        pool.shutdown();
    }
}
