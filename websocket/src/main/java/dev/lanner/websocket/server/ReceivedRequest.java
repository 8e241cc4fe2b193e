package dev.lanner.websocket.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.security.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The handshake's request as a configurator sees it. What asks the container works until the handshake is over.
final class ReceivedRequest implements HandshakeRequest {
    private final HttpServletRequest request;
    private final String uri;
    private final Map<String, String> path;
    private final Map<String, List<String>> headers;
    private final @Nullable Principal principal;

    ReceivedRequest(HttpServletRequest request, String uri, Map<String, String> path) {
        this.request = request;
        this.uri = uri;
        this.path = path;
        principal = request.getUserPrincipal();
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            all.put(name, List.copyOf(Collections.list(request.getHeaders(name))));
        }
        headers = Collections.unmodifiableMap(all);
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public URI getRequestURI() {
        return URI.create(uri);
    }

    @Override
    public boolean isUserInRole(String role) {
        return request.isUserInRole(role);
    }

    @Override
    public @Nullable Object getHttpSession() {
        return request.getSession(false);
    }

    @Override
    public Map<String, List<String>> getParameterMap() {
        // those of the path too, as the compatibility tests want it
        Map<String, List<String>> all = new LinkedHashMap<>();
        path.forEach((name, value) -> all.put(name, List.of(value)));
        request.getParameterMap().forEach((name, values) -> all.put(name, List.of(values)));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public @Nullable String getQueryString() {
        return request.getQueryString();
    }
}
