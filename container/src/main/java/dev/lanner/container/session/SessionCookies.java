package dev.lanner.container.session;

import dev.lanner.container.cookie.SetCookie;
import dev.lanner.container.definition.CookieDefinition;
import dev.lanner.spi.message.FieldSyntax;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.Cookie;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The session cookie's properties (Servlet 6.1, 7.1.1). Safe by default: HttpOnly and SameSite=Lax unless the
/// application says otherwise, Secure where the client came over TLS.
///
/// Changed by the thread that starts the context, until [#freeze]. What the owner says goes over all of it.
public final class SessionCookies implements SessionCookieConfig {
    /// The name where nobody says one.
    public static final String DEFAULT_NAME = "JSESSIONID";

    private static final String HTTP_ONLY = "HttpOnly";
    private static final String SECURE = "Secure";
    private static final String DOMAIN = "Domain";
    private static final String PATH = "Path";
    private static final String MAX_AGE = "Max-Age";
    private static final String SAME_SITE = "SameSite";

    private final Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final OwnerCookie owner;
    private @Nullable String name;
    private volatile boolean frozen;

    /// @param definition what the descriptor says
    public SessionCookies(CookieDefinition definition) {
        this(definition, OwnerCookie.NONE);
    }

    /// @param definition what the descriptor says
    /// @param owner what goes over it
    SessionCookies(CookieDefinition definition, OwnerCookie owner) {
        this.owner = owner;
        attributes.put(HTTP_ONLY, "true");
        attributes.put(SAME_SITE, "Lax");
        name = definition.name();
        definition.attributes().forEach(this::put);
        put(DOMAIN, definition.domain());
        put(PATH, definition.path());
        if (definition.httpOnly() != null) {
            put(HTTP_ONLY, definition.httpOnly().toString());
        }
        if (definition.secure() != null) {
            put(SECURE, definition.secure().toString());
        }
        owner.attributes().forEach(this::put);
    }

    /// From now on setters throw [IllegalStateException].
    void freeze() {
        owner.attributes().forEach(this::put);
        frozen = true;
    }

    /// The name that counts.
    String effectiveName() {
        String own = owner.name().isEmpty() ? name : owner.name();
        return own == null || own.isEmpty() ? DEFAULT_NAME : own;
    }

    /// Whether the application chose a name.
    boolean named() {
        return !owner.name().isEmpty() || name != null && !name.isEmpty();
    }

    /// The value of Set-Cookie for an id.
    ///
    /// @param contextPath the path where none is set
    /// @param secure whether the client came over TLS
    String format(String id, String contextPath, boolean secure) {
        Cookie cookie = new Cookie(effectiveName(), id);
        attributes.forEach((attribute, value) -> {
            if (!attribute.equalsIgnoreCase(HTTP_ONLY) && !attribute.equalsIgnoreCase(SECURE)) {
                cookie.setAttribute(attribute, value);
            }
        });
        if (attributes.get(PATH) == null) {
            cookie.setPath(contextPath.isEmpty() ? "/" : contextPath);
        }
        cookie.setSecure(secure || isSecure());
        cookie.setHttpOnly(isHttpOnly());
        return SetCookie.format(cookie);
    }

    @Override
    public void setName(@Nullable String newName) {
        checkOpen();
        if (newName != null && !newName.isEmpty() && !FieldSyntax.isToken(newName)) {
            throw new IllegalArgumentException("the name of the session cookie is no token (RFC 6265, 4.1.1)");
        }
        name = newName;
    }

    @Override
    public @Nullable String getName() {
        return name;
    }

    @Override
    public void setDomain(@Nullable String domain) {
        setAttribute(DOMAIN, domain);
    }

    @Override
    public @Nullable String getDomain() {
        return attributes.get(DOMAIN);
    }

    @Override
    public void setPath(@Nullable String path) {
        setAttribute(PATH, path);
    }

    @Override
    public @Nullable String getPath() {
        return attributes.get(PATH);
    }

    /// Comments are no longer part of cookies: nothing is kept (Servlet 6.1).
    @Override
    @Deprecated
    @SuppressWarnings({"removal", "InlineMeSuggester"})
    public void setComment(@Nullable String comment) {
        checkOpen();
    }

    /// Always null.
    @Override
    @Deprecated
    @SuppressWarnings({"removal", "InlineMeSuggester"})
    public @Nullable String getComment() {
        return null;
    }

    @Override
    public void setHttpOnly(boolean httpOnly) {
        setAttribute(HTTP_ONLY, Boolean.toString(httpOnly));
    }

    @Override
    public boolean isHttpOnly() {
        return Boolean.parseBoolean(attributes.get(HTTP_ONLY));
    }

    @Override
    public void setSecure(boolean secure) {
        setAttribute(SECURE, Boolean.toString(secure));
    }

    @Override
    public boolean isSecure() {
        return Boolean.parseBoolean(attributes.get(SECURE));
    }

    @Override
    public void setMaxAge(int maxAge) {
        setAttribute(MAX_AGE, Integer.toString(maxAge));
    }

    @Override
    public int getMaxAge() {
        String age = attributes.get(MAX_AGE);
        return age == null ? -1 : Integer.parseInt(age);
    }

    @Override
    public void setAttribute(String attribute, @Nullable String value) {
        checkOpen();
        put(attribute, value);
    }

    @Override
    public @Nullable String getAttribute(String attribute) {
        return attributes.get(attribute);
    }

    @Override
    public Map<String, String> getAttributes() {
        return Collections.unmodifiableMap(attributes);
    }

    private void put(String attribute, @Nullable String value) {
        if (!FieldSyntax.isToken(attribute)) {
            throw new IllegalArgumentException("an attribute of the session cookie is no token (RFC 6265, 4.1.1)");
        }
        if (value == null) {
            attributes.remove(attribute);
            return;
        }
        if (attribute.equalsIgnoreCase(MAX_AGE)) {
            Integer.parseInt(value);
        }
        attributes.put(attribute, value);
    }

    private void checkOpen() {
        if (frozen) {
            throw new IllegalStateException(
                    "the context is initialised: set the session cookie in a ServletContainerInitializer or in "
                            + "ServletContextListener.contextInitialized");
        }
    }
}
