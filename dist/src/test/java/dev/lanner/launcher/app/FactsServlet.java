package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Part of web applications that tests make: all that the Servlet API tells of a request and its connection, at `/facts`; the
/// process and a count in the session at `/count`.
@WebServlet({"/facts", "/count"})
public final class FactsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PrintWriter out = response.getWriter();
        if (request.getServletPath().equals("/count")) {
            Object before = request.getSession().getAttribute("count");
            int count = before == null ? 1 : (Integer) before + 1;
            request.getSession().setAttribute("count", count);
            out.print(ProcessHandle.current().pid() + " " + count);
            return;
        }
        Map<String, Object> facts = new TreeMap<>();
        facts.put("line", request.getMethod() + " " + request.getRequestURL() + " " + request.getQueryString() + " "
                + request.getProtocol());
        facts.put("client", request.getRemoteAddr() + " " + request.getRemoteHost() + " " + request.getRemotePort());
        facts.put("server", request.getScheme() + " " + request.isSecure() + " " + request.getServerName() + " "
                + request.getServerPort() + " " + request.getLocalAddr() + " " + request.getLocalPort());
        facts.put("connection", request.getServletConnection().getConnectionId() + " "
                + request.getServletConnection().getProtocol() + " " + request.getServletConnection().isSecure());
        facts.put("user", request.getRemoteUser() + " " + request.getAuthType());
        facts.put("locale", request.getLocale() + " " + request.getCharacterEncoding());
        for (String name : Collections.list(request.getAttributeNames())) {
            Object value = request.getAttribute(name);
            if (value instanceof X509Certificate[] chain) {
                facts.put(name,
                        chain.length + " " + chain[0].getSubjectX500Principal() + " " + chain[0].getSerialNumber());
            } else if (value instanceof String || value instanceof Number) {
                facts.put(name, value);
            }
        }
        for (String name : Collections.list(request.getHeaderNames())) {
            facts.put("field " + name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
        }
        facts.forEach((name, value) -> out.println(name + ": " + value));
    }
}
