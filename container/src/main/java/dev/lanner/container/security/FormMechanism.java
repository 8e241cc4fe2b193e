package dev.lanner.container.security;

import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.container.session.Session;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.RealmException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FORM: the application's own login page (Servlet 6.1, 13.6.3). Immutable.
///
/// The request that led to the page is kept with the session, bounded, and served after the login. Login and error page
/// are open to everybody. The form's action is taken from a POST's body alone, and not from other sites.
public final class FormMechanism implements Mechanism {
    private static final String ACTION = "/j_security_check";

    private final CredentialCheck check;
    private final Pages pages;
    private final long largest;
    private final int formSeconds;

    /// The pages of the application.
    ///
    /// @param login the page with the form, below the context
    /// @param error the page after a wrong login
    record Pages(String login, String error) {
    }

    /// @param largest the most bytes of a body that is kept
    /// @param formSeconds how long a session that was made for the form is kept
    FormMechanism(CredentialCheck check, Pages pages, long largest, int formSeconds) {
        this.check = check;
        this.pages = pages;
        this.largest = largest;
        this.formSeconds = formSeconds;
    }

    @Override
    public String scheme() {
        return "FORM";
    }

    /// Credentials come to [#isAction] alone.
    @Override
    public Attempt attempt(SecurityExchange exchange) {
        return Attempt.NONE;
    }

    /// Whether everybody may see a page: the login page and the error page.
    ///
    /// @param path normalised
    /// @param from where the part below the context begins
    boolean isOpen(String path, int from) {
        return isPage(pages.login, path, from) || isPage(pages.error, path, from);
    }

    private static boolean isPage(String page, String path, int from) {
        int mark = page.indexOf('?');
        int length = mark < 0 ? page.length() : mark;
        return path.length() - from == length && path.regionMatches(from, page, 0, length);
    }

    /// Whether a path is that of the form's action.
    ///
    /// @param path normalised
    /// @param from where the part below the context begins
    boolean isAction(String path, int from) {
        return path.length() - from >= ACTION.length() && path.endsWith(ACTION);
    }

    @Override
    public Admission challenge(SecurityExchange exchange, boolean stale) throws IOException {
        RequestFeature request = exchange.features().require(Features.REQUEST);
        SavedRequest saved = SavedRequest.of(request, largest);
        if (saved == null) {
            return new Admission.Refusal(413);
        }
        Session session = exchange.session(false);
        if (session == null) {
            session = exchange.session(true);
            if (session == null) {
                return new Admission.Refusal(403);
            }
            saved = saved.cut(session.maxInactiveSeconds());
            session.maxInactiveSeconds(formSeconds);
        } else {
            SavedRequest before = session.note(SavedRequest.class);
            saved = before == null ? saved : saved.asCutAs(before);
        }
        session.note(SavedRequest.class, saved);
        noStore(exchange);
        return new Admission.Page(pages.login);
    }

    private static void noStore(SecurityExchange exchange) {
        exchange.features().require(Features.RESPONSE).headers().set("Cache-Control", "no-store");
    }

    /// Answers the form.
    ///
    /// @throws RealmException when the realm can't be asked
    Admission action(SecurityExchange exchange) throws RealmException {
        RequestFeature request = exchange.features().require(Features.REQUEST);
        MutableFields answer = exchange.features().require(Features.RESPONSE).headers();
        if (!request.method().equals("POST")) {
            answer.set("Allow", "POST");
            return new Admission.Refusal(405);
        }
        // a page of another site must not log its visitor in as somebody else
        if ("cross-site".equals(request.headers().first("Sec-Fetch-Site"))) {
            return new Admission.Refusal(403);
        }
        noStore(exchange);
        String user = field(exchange, "j_username");
        String password = field(exchange, "j_password");
        if (user == null || password == null) {
            return new Admission.Page(pages.error);
        }
        return check.verify(new Credential.Password(user, password),
                exchange.clientAddress()) instanceof CredentialCheck.Verdict.Accepted right
                        ? accepted(exchange, new Authenticated(right.identity(), scheme()))
                        : new Admission.Page(pages.error);
    }

    private static @Nullable String field(SecurityExchange exchange, String name) {
        List<String> values = exchange.form().get(name);
        return values == null || values.size() != 1 ? null : values.getFirst();
    }

    private static Admission accepted(SecurityExchange exchange, Authenticated caller) {
        Session session = exchange.session(false);
        if (session == null) {
            session = exchange.session(true);
        } else {
            exchange.changeSessionId();
        }
        if (session == null) {
            return new Admission.Refusal(403);
        }
        session.note(SessionLogin.class, new SessionLogin(caller, true));
        SavedRequest saved = session.note(SavedRequest.class);
        if (saved == null) {
            return redirect(exchange, PathEncoding.encode(exchange.contextPath()) + "/");
        }
        if (saved.cut()) {
            session.maxInactiveSeconds(saved.timeoutSeconds());
        }
        // made anew from the path that was served, so that it leads to no other server
        String path = PathEncoding.encode(saved.path());
        String query = saved.query();
        return redirect(exchange, query == null ? path : path + "?" + PathEncoding.ascii(query));
    }

    private static Admission redirect(SecurityExchange exchange, String path) {
        RequestFeature request = exchange.features().require(Features.REQUEST);
        boolean old = request.protocol().equals("HTTP/1.0");
        return new Admission.Redirect(old ? 302 : 303, exchange.encode(request.target().prefix() + path));
    }

    /// Puts the kept request in the place of the one that follows it. Before constraints are looked at: they are those
    /// of its method.
    static void restore(SecurityExchange exchange, Session session) {
        SavedRequest saved = session.note(SavedRequest.class);
        RequestFeature request = exchange.features().require(Features.REQUEST);
        if (saved == null || !saved.isFollowedBy(request)) {
            return;
        }
        session.note(SavedRequest.class, null);
        if (saved.hasMore()) {
            exchange.features().set(Features.REQUEST, saved.over(request));
        }
    }
}
