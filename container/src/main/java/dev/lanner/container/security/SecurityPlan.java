package dev.lanner.container.security;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.session.Session;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.RealmException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The security of a context, made when it starts (Servlet 6.1, 13). Immutable but for what mechanisms count.
///
/// [#admit] is asked once for each request of a client, before anything of the application runs; never for a dispatch.
public final class SecurityPlan {
    private static final String DEFAULT_REALM = "Restricted";

    private final ConstraintMatcher matcher;
    private final CheckSource check;
    private final @Nullable Mechanism mechanism;
    private final TransportGuard transport;
    private final boolean guards;

    /// Asks the context's realm, which is made when it is first needed.
    @FunctionalInterface
    public interface CheckSource {

        /// The check.
        ///
        /// @throws RealmException when the realm can't be made
        CredentialCheck get() throws RealmException;
    }

    /// @param settings the context's
    /// @param check asks the context's realm; called at once where there is a way to log in
    /// @param clock the time
    /// @throws IllegalArgumentException when a pattern or the way to log in is unknown
    /// @throws RealmException when the realm can't be made
    public SecurityPlan(SecurityDefinition definition, SettingValues settings, CheckSource check, InstantSource clock)
            throws RealmException {
        matcher = new ConstraintMatcher(definition);
        this.check = check;
        Login login = definition.login();
        mechanism = login == null ? null : mechanism(login, settings, check.get(), clock);
        transport = new TransportGuard(settings.get(Settings.HTTPS_PORT).intValue());
        guards = !matcher.isEmpty() || mechanism instanceof FormMechanism;
    }

    private static Mechanism mechanism(Login login, SettingValues settings, CredentialCheck check,
            InstantSource clock) {
        String realm = login.realm() == null || login.realm().isBlank() ? DEFAULT_REALM : login.realm().strip();
        return switch (login.method()) {
            case "BASIC" -> new BasicMechanism(check, realm);
            case "DIGEST" -> new DigestMechanism(check, realm, settings.get(Settings.LOGIN_DIGEST_MD5),
                    new Nonces(settings.get(Settings.LOGIN_NONCE_TIME).toMillis(), clock));
            case "CLIENT-CERT" -> new CertificateMechanism(check);
            case "FORM" -> new FormMechanism(check, pages(login), settings.get(Settings.MAX_SAVED_REQUEST_SIZE),
                    (int) settings.get(Settings.LOGIN_FORM_TIMEOUT).toSeconds());
            default -> throw new IllegalArgumentException("LNR-3204: there is no auth-method " + login.method()
                    + ": it is BASIC, DIGEST, FORM or CLIENT-CERT");
        };
    }

    private static FormMechanism.Pages pages(Login login) {
        String page = login.loginPage();
        String error = login.errorPage();
        if (page == null || error == null) {
            throw new IllegalArgumentException("LNR-3205: FORM needs a login page and an error page");
        }
        return new FormMechanism.Pages(page, error);
    }

    /// Whether requests must be looked at: there are constraints, or a login form whose action must be served.
    public boolean guards() {
        return guards;
    }

    /// Whether some constraint asks for a login.
    public boolean needsLogin() {
        return matcher.needsLogin();
    }

    /// The way to log in, or null.
    public @Nullable Mechanism mechanism() {
        return mechanism;
    }

    // ---- requests

    /// What is to become of a request. Fails closed: what goes wrong here lets nobody in.
    ///
    /// @param served the path below the context of what is served, where that is not what was asked for: a welcome
    ///   file; else null
    public Admission admit(SecurityExchange exchange, @Nullable String served) {
        try {
            return decide(exchange, served);
        } catch (RealmException | IOException | RuntimeException e) {
            exchange.features().remove(Features.AUTHENTICATION);
            return new Admission.Failed(e);
        }
    }

    private Admission decide(SecurityExchange exchange, @Nullable String served) throws RealmException, IOException {
        FeatureCollection features = exchange.features();
        String path = features.require(Features.REQUEST).target().path();
        int from = exchange.contextPath().length();
        AuthenticationFeature caller = known(exchange);
        if (mechanism instanceof FormMechanism form) {
            if (form.isAction(path, from)) {
                return action(form, exchange, path);
            }
            Session session = caller == null ? null : exchange.session(false);
            if (session != null) {
                FormMechanism.restore(exchange, session);
            }
        }
        String method = features.require(Features.REQUEST).method();
        Decision asked = matcher.decide(method, path, from);
        Decision given = served == null ? asked : matcher.decide(method, served, 0);
        if (asked.access() == Decision.Access.NOBODY || given.access() == Decision.Access.NOBODY) {
            return new Admission.Refusal(403);
        }
        if ((asked.encrypted() || given.encrypted()) && !TransportGuard.isSecure(features)) {
            return transport.toTls(features);
        }
        if (!asked.needsLogin() && !given.needsLogin()) {
            return Admission.PASS;
        }
        if (caller == null && mechanism instanceof FormMechanism form && form.isOpen(path, from)) {
            return Admission.PASS;
        }
        // what only some may see is not for the caches that all share
        features.require(Features.RESPONSE).headers().set("Cache-Control", "private");
        if (caller == null) {
            Admission admission = authenticate(exchange);
            caller = features.get(Features.AUTHENTICATION);
            if (caller == null || !(admission instanceof Admission.Pass)) {
                return admission instanceof Admission.Pass ? new Admission.Refusal(403) : admission;
            }
        }
        return asked.permits(caller) && given.permits(caller) ? Admission.PASS : new Admission.Refusal(403);
    }

    private Admission action(FormMechanism form, SecurityExchange exchange, String path) throws RealmException {
        FeatureCollection features = exchange.features();
        Decision decision = matcher.decide(features.require(Features.REQUEST).method(), path,
                exchange.contextPath().length());
        return decision.encrypted() && !TransportGuard.isSecure(features)
                ? transport.toTls(features)
                : form.action(exchange);
    }

    /// Who the caller is, as far as that is known without credentials: from the connector, or from the session. What
    /// is found becomes the request's feature.
    public @Nullable AuthenticationFeature known(SecurityExchange exchange) {
        AuthenticationFeature given = exchange.features().get(Features.AUTHENTICATION);
        if (given != null) {
            return given;
        }
        Session session = exchange.session(false);
        SessionLogin login = session == null ? null : session.note(SessionLogin.class);
        if (login == null || !login.kept()) {
            return null;
        }
        exchange.features().set(Features.AUTHENTICATION, login.caller());
        return login.caller();
    }

    /// Asks for credentials. After PASS the caller is the request's feature.
    ///
    /// @throws RealmException when the realm can't be asked
    /// @throws IOException when the request can't be read
    public Admission authenticate(SecurityExchange exchange) throws RealmException, IOException {
        Mechanism way = mechanism;
        if (way == null) {
            return new Admission.Refusal(403);
        }
        return switch (way.attempt(exchange)) {
            case Mechanism.Attempt.Accepted accepted -> {
                accept(exchange, accepted.caller(), false);
                yield Admission.PASS;
            }
            case Mechanism.Attempt.Refused refused -> refused.admission();
            case Mechanism.Attempt.None none -> way.challenge(exchange, none.stale());
        };
    }

    /// Checks a name and a password that an application has, as the configured mechanism would.
    ///
    /// @return whether they are right; the caller is then the request's feature, and the session's
    /// @throws RealmException when the realm can't be asked
    public boolean login(SecurityExchange exchange, String user, String password) throws RealmException {
        Mechanism way = mechanism;
        if (check.get().verify(new Credential.Password(user, password),
                exchange.clientAddress()) instanceof CredentialCheck.Verdict.Accepted right) {
            accept(exchange, new Authenticated(right.identity(), way == null ? "LOGIN" : way.scheme()), true);
            return true;
        }
        return false;
    }

    /// Forgets the caller.
    public void logout(SecurityExchange exchange) {
        exchange.features().remove(Features.AUTHENTICATION);
        Session session = exchange.session(false);
        if (session != null) {
            session.note(SessionLogin.class, null);
        }
    }

    /// A session that existed before the login gets a new id, whatever the mechanism: who set the old one must not
    /// share the login.
    private static void accept(SecurityExchange exchange, Authenticated caller, boolean kept) {
        Session session = exchange.session(false);
        if (session != null) {
            SessionLogin before = session.note(SessionLogin.class);
            String name = caller.principal().getName();
            if (kept || before == null || !before.caller().principal().getName().equals(name)) {
                exchange.changeSessionId();
                session.note(SessionLogin.class, new SessionLogin(caller, kept));
            }
        }
        exchange.features().set(Features.AUTHENTICATION, caller);
    }

    /// What is enforced, for the owner.
    public List<String> describe() {
        return matcher.describe();
    }
}
