package dev.lanner.container.dispatch;

import dev.lanner.container.context.WebContext;
import dev.lanner.container.request.LannerRequest;
import dev.lanner.container.security.Admission;
import dev.lanner.container.security.Authenticated;
import dev.lanner.container.security.SecurityExchange;
import dev.lanner.container.security.SecurityPlan;
import dev.lanner.container.security.SessionLogin;
import dev.lanner.container.session.RequestSession;
import dev.lanner.container.session.Session;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.security.RealmException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who calls: what one request has to do with the security of its context. Belongs to the request's thread.
///
/// Made only when it is needed. The context is the one that the client's request went to, also in dispatches to others.
public final class RequestSecurity implements SecurityExchange {
    private static final int NETWORK_BYTES = 8;

    private final LannerRequest request;
    private final FeatureCollection features;
    private final WebContext context;
    private final RequestSession sessions;
    private final SecurityPlan plan;
    private boolean resolved;
    private boolean loggedIn;

    RequestSecurity(LannerRequest request, FeatureCollection features, WebContext context, RequestSession sessions) {
        this.request = request;
        this.features = features;
        this.context = context;
        this.sessions = sessions;
        plan = context.security();
    }

    // ---- before the application

    /// What is to become of the request.
    Admission admit() {
        resolved = true;
        Place place = request.place();
        String info = place.mapped().pathInfo();
        String served = info == null ? place.mapped().servletPath() : place.mapped().servletPath() + info;
        String asked = features.require(Features.REQUEST).target().path();
        boolean same = asked.length() - context.path().length() == served.length() || served.isEmpty();
        return plan.admit(this, same ? null : served);
    }

    // ---- for the application

    /// Who the caller is; null when nobody is logged in.
    public @Nullable AuthenticationFeature caller() {
        if (!resolved) {
            resolved = true;
            return plan.known(this);
        }
        return features.get(Features.AUTHENTICATION);
    }

    /// Asks for credentials, unless the caller is known.
    ///
    /// @return false when the response says what is missing
    public boolean authenticate(HttpServletResponse response) throws ServletException, IOException {
        if (caller() != null) {
            return true;
        }
        if (plan.mechanism() == null) {
            throw new ServletException("LNR-3206: context " + context.shownPath() + " has no <login-config>: nobody "
                    + "can be asked to log in");
        }
        if (response.isCommitted()) {
            throw new IllegalStateException("LNR-3068: the response is committed: nobody can be asked to log in");
        }
        try {
            return answer(plan.authenticate(this), response);
        } catch (RealmException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    private boolean answer(Admission admission, HttpServletResponse response) throws ServletException, IOException {
        switch (admission) {
            case Admission.Pass _ -> {
                return true;
            }
            case Admission.Refusal refusal -> response.sendError(refusal.status());
            case Admission.Redirect redirect -> response.sendRedirect(redirect.location(), redirect.status());
            case Admission.Page page -> {
                Dispatcher dispatcher = Dispatcher.byPath(context, page.path());
                if (dispatcher == null) {
                    response.sendError(HttpServletResponse.SC_FORBIDDEN);
                } else {
                    Place before = request.place();
                    request.place(asGet(before));
                    try {
                        dispatcher.forward(request, response);
                    } finally {
                        request.place(before);
                    }
                }
            }
            case Admission.Failed failed -> throw new ServletException(failed.cause());
        }
        return false;
    }

    /// A page is got, whatever the client's method was.
    private Place asGet(Place place) {
        Place.Seen seen = place.seen();
        Place.Seen got = seen == null
                ? new Place.Seen(features.require(Features.REQUEST).target().rawPath(), null, "GET", true)
                : new Place.Seen(seen.requestUri(), seen.query(), "GET", seen.clientQuery());
        return new Place(place.context(), place.mapped(), place.type(), place.asyncSupported(), got);
    }

    /// Does what was decided before the application, other than letting the request pass.
    void refuse(Admission admission, HttpServletResponse response) throws ServletException, IOException {
        if (admission instanceof Admission.Redirect redirect
                && !context.settings().get(Settings.ABSOLUTE_LOGIN_REDIRECTS)) {
            // a path stays a path, whatever `absolute-redirects` says
            response.setHeader("Location", redirect.location());
            response.setStatus(redirect.status());
        } else if (admission instanceof Admission.Failed failed && failed.cause() instanceof IOException e) {
            throw e;
        } else if (answer(admission, response)) {
            throw new ServletException("LNR-3200: a request that may pass was refused");
        }
    }

    /// Logs in by name and password (Servlet 6.1, 13.3).
    public void login(@Nullable String user, @Nullable String password) throws ServletException {
        if (caller() != null) {
            throw new ServletException("LNR-3207: the caller is logged in already: logout() comes first");
        }
        var mechanism = plan.mechanism();
        if (mechanism != null && !mechanism.takesPasswords()) {
            throw new ServletException("LNR-3208: " + mechanism.scheme() + " knows no passwords");
        }
        try {
            if (user == null || password == null || !plan.login(this, user, password)) {
                throw new ServletException("LNR-3209: the login failed");
            }
        } catch (RealmException e) {
            throw new ServletException(e.getMessage(), e);
        }
        loggedIn = true;
    }

    /// Forgets who the caller is.
    public void logout() {
        resolved = true;
        loggedIn = false;
        plan.logout(this);
    }

    /// A session was made while somebody is logged in: it is theirs from the beginning, and so needs no new id later.
    void joined() {
        if (features.get(Features.AUTHENTICATION) instanceof Authenticated caller) {
            Session session = session(false);
            if (session != null && session.note(SessionLogin.class) == null) {
                session.note(SessionLogin.class, new SessionLogin(caller, loggedIn));
            }
        }
    }

    // ---- for mechanisms

    @Override
    public FeatureCollection features() {
        return features;
    }

    @Override
    public String contextPath() {
        return context.path();
    }

    @Override
    public String clientAddress() {
        ConnectionFeature connection = features.get(Features.CONNECTION);
        InetAddress address = connection != null && connection.remote() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : null;
        if (address == null || address.isLoopbackAddress()) {
            return "";
        }
        // who has an IPv6 address has all of its network
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                : address.getHostAddress();
    }

    @Override
    public List<X509Certificate> certificates() {
        TlsFeature tls = features.get(Features.TLS);
        return tls == null ? List.of() : tls.peerCertificates();
    }

    @Override
    public Map<String, List<String>> form() {
        return request.clientForm();
    }

    @Override
    public @Nullable Session session(boolean create) {
        return sessions.session(create);
    }

    @Override
    public void changeSessionId() {
        sessions.changeId();
    }

    @Override
    public String encode(String path) {
        return sessions.encode(path);
    }
}
