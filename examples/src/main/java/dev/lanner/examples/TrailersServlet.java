package dev.lanner.examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/// Streams some lines and says their number in a trailer field, after the body.
@WebServlet("/api/trailers")
public final class TrailersServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int LINES = 1000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Trailer", "X-Lines");
        int[] written = new int[1];
        response.setTrailerFields(() -> Map.of("X-Lines", Integer.toString(written[0])));
        PrintWriter out = response.getWriter();
        for (int i = 1; i <= LINES; i++) {
            out.println("line " + i);
            written[0] = i;
        }
    }
}
