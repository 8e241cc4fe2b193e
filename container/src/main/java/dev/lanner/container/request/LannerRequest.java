package dev.lanner.container.request;

import dev.lanner.container.async.LannerAsyncContext;
import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.cookie.RequestCookies;
import dev.lanner.container.dispatch.Place;
import dev.lanner.container.dispatch.RequestDispatch;
import dev.lanner.container.parameter.Parameters;
import dev.lanner.container.text.AcceptLanguage;
import dev.lanner.container.text.ContentType;
import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.features.AuthenticationFeature;
import dev.lanner.spi.features.BufferingFeature;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestCookiesFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.features.SendFileFeature;
import dev.lanner.spi.features.StreamIdFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The request as servlets see it: a view over the features. What a filter replaces there is seen here at once.
///
/// Fresh for each request; after the request every call throws [IllegalStateException].
public final class LannerRequest implements HttpServletRequest {
    private final RequestDispatch dispatch;
    private @Nullable FeatureCollection features;
    private Place place;
    private @Nullable RequestAttributes attributes;
    private @Nullable ParameterReader parameterReader;
    private @Nullable RequestParameters parameters;
    private @Nullable String encoding;
    private @Nullable BodyInput input;
    private @Nullable BufferedReader reader;
    private boolean inputGiven;
    private @Nullable List<Locale> locales;
    private boolean exposed;

    /// @param dispatch what drives the request
    /// @param features the request's features
    /// @param place where it goes first
    public LannerRequest(RequestDispatch dispatch, FeatureCollection features, Place place) {
        this.dispatch = dispatch;
        this.features = features;
        this.place = place;
    }

    // ---- for the container

    /// The request below wrappers.
    ///
    /// @throws IllegalArgumentException when it is none of this container
    public static LannerRequest of(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof jakarta.servlet.ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        if (inner instanceof LannerRequest own) {
            return own;
        }
        throw new IllegalArgumentException("LNR-3053: the request is neither the container's nor a wrapper around it, "
                + "but " + (inner == null ? "null" : inner.getClass().getName()) + " (Servlet 6.1, 9.2)");
    }

    /// The features.
    ///
    /// @throws IllegalStateException after the end of the request
    FeatureCollection features() {
        FeatureCollection own = features;
        if (own == null) {
            throw dispatch.detached();
        }
        return own;
    }

    RequestFeature requestFeature() {
        return features().require(Features.REQUEST);
    }

    /// The features as applications get them: with the request's own views in place, where nobody set others.
    public FeatureCollection exposedFeatures() {
        FeatureCollection own = features();
        if (!exposed) {
            exposed = true;
            // a caller whom the session knows becomes a feature
            authentication();
            if (own.get(Features.ITEMS) == null) {
                own.set(Features.ITEMS, attributes());
            }
            if (own.get(Features.PARAMETERS) == null) {
                own.set(Features.PARAMETERS, parameterReader());
            }
            if (own.get(Features.REQUEST_COOKIES) == null) {
                // of the request feature as it is then: a filter may replace that one
                own.set(Features.REQUEST_COOKIES, () -> new RequestCookies(requestFeature().headers()).cookies());
            }
            if (own.get(Features.SESSION) == null) {
                own.set(Features.SESSION, dispatch.session());
            }
            SendFileFeature sender = own.get(Features.SEND_FILE);
            if (sender != null) {
                own.set(Features.SEND_FILE,
                        new FileThroughBody(dispatch, own, own.require(Features.RESPONSE_BODY), sender));
            }
            BufferingFeature connector = own.get(Features.BUFFERING);
            if (connector != null) {
                own.set(Features.BUFFERING, () -> {
                    connector.disableResponseBuffering();
                    dispatch.response().disableBuffering();
                });
            }
        }
        return own;
    }

    /// What drives the request.
    public RequestDispatch dispatch() {
        return dispatch;
    }

    /// Where the request is.
    public Place place() {
        return place;
    }

    /// Moves the request.
    public void place(Place next) {
        place = next;
    }

    /// Puts the parameters of a query in front; gives what [#restoreParameters] wants.
    public @Nullable Object pushParameters(@Nullable String query) {
        RequestParameters before = parameters;
        if (query != null && !query.isEmpty()) {
            parameters = requestParameters().under(query);
        }
        return before;
    }

    /// Undoes [#pushParameters].
    public void restoreParameters(@Nullable Object before) {
        parameters = (RequestParameters) before;
    }

    /// The context that the request is in.
    public WebContext webContext() {
        return place.context();
    }

    /// The servlet that the request is at.
    public ServletEntry servlet() {
        return place.mapped().target();
    }

    /// Ends the views: files of parts are deleted.
    public void close() {
        ParameterReader own = parameterReader;
        if (own != null) {
            own.close();
        }
        BodyInput body = input;
        if (body != null) {
            body.detach();
        }
    }

    /// Lets go of the request: every later call throws.
    public void detach() {
        features = null;
    }

    /// Sets or, with null, removes an attribute without telling listeners.
    ///
    /// @return what was there
    public @Nullable Object putAttribute(String name, @Nullable Object value) {
        return attributes().put(name, value);
    }

    /// The fields of an urlencoded form in the body; empty when there is none.
    public Map<String, List<String>> clientForm() {
        return parameterReader().form();
    }

    boolean bodyTaken() {
        return inputGiven;
    }

    /// What the application says the encoding is, or null; a client's Content-Type speaks of the body alone.
    @Nullable
    Charset applicationCharset() {
        String own = encoding;
        return known(own == null ? place.context().requestEncoding() : own);
    }

    @Nullable
    Charset explicitCharset() {
        return known(getCharacterEncoding());
    }

    private static @Nullable Charset known(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private RequestAttributes attributes() {
        RequestAttributes own = attributes;
        if (own == null) {
            own = new RequestAttributes(this, features());
            attributes = own;
        }
        return own;
    }

    private ParameterReader parameterReader() {
        ParameterReader own = parameterReader;
        if (own == null) {
            own = new ParameterReader(this);
            parameterReader = own;
        }
        return own;
    }

    private RequestParameters requestParameters() {
        RequestParameters own = parameters;
        if (own == null) {
            own = new RequestParameters(parameterReader());
            parameters = own;
        }
        return own;
    }

    private Parameters parameters() {
        features();
        return requestParameters().get();
    }

    private Fields headers() {
        return requestFeature().headers();
    }

    // ---- request line

    @Override
    public String getMethod() {
        Place.Seen override = place.seen();
        return override != null && override.method() != null ? override.method() : requestFeature().method();
    }

    @Override
    public String getProtocol() {
        return requestFeature().protocol();
    }

    @Override
    public String getScheme() {
        return requestFeature().target().scheme();
    }

    @Override
    public boolean isSecure() {
        return getScheme().equals("https");
    }

    @Override
    public String getRequestURI() {
        RequestTarget target = requestFeature().target();
        String uri = uriBelowPrefix(target);
        return target.prefix().isEmpty() ? uri : target.prefix() + uri;
    }

    /// The URI without the prefix that a proxy shows the server below.
    private String uriBelowPrefix(RequestTarget target) {
        Place.Seen override = place.seen();
        return override != null ? override.requestUri() : target.rawPath();
    }

    @Override
    public @Nullable String getQueryString() {
        Place.Seen override = place.seen();
        RequestFeature feature = requestFeature();
        return override == null || override.clientQuery() ? feature.target().query() : override.query();
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = new StringBuffer(80);
        url.append(getScheme()).append("://").append(getServerName());
        int port = getServerPort();
        if (port > 0 && port != RequestPaths.defaultPort(getScheme())) {
            url.append(':').append(port);
        }
        return url.append(getRequestURI());
    }

    @Override
    public String getContextPath() {
        RequestTarget target = requestFeature().target();
        String path = RequestPaths.contextPath(place.context().path(), uriBelowPrefix(target));
        return target.prefix().isEmpty() ? path : target.prefix() + path;
    }

    @Override
    public String getServletPath() {
        features();
        return place.mapped().servletPath();
    }

    @Override
    public @Nullable String getPathInfo() {
        features();
        return place.mapped().pathInfo();
    }

    @Override
    public @Nullable String getPathTranslated() {
        String info = getPathInfo();
        return info == null ? null : getServletContext().getRealPath(info);
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        features();
        return place.mapped();
    }

    @Override
    public DispatcherType getDispatcherType() {
        features();
        return place.type();
    }

    @Override
    public ServletContext getServletContext() {
        features();
        return place.context().facade();
    }

    @Override
    public String getServerName() {
        String authority = requestFeature().target().authority();
        return authority.isEmpty() ? getLocalAddr() : RequestPaths.host(authority);
    }

    @Override
    public int getServerPort() {
        RequestFeature feature = requestFeature();
        if (feature.target().authority().isEmpty()) {
            int local = getLocalPort();
            return local > 0 ? local : RequestPaths.defaultPort(feature.target().scheme());
        }
        return RequestPaths.port(feature.target());
    }

    // ---- header fields

    @Override
    public @Nullable String getHeader(String name) {
        return headers().first(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(headers().all(name));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(headers().names());
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value.strip());
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        if (value == null) {
            return -1;
        }
        long date = HttpDate.parse(value);
        if (date == HttpDate.NONE) {
            throw new IllegalArgumentException("the header field " + name + " is no date");
        }
        return date;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        RequestCookiesFeature feature = features().get(Features.REQUEST_COOKIES);
        if (feature == null && getHeader("Cookie") == null) {
            return null;
        }
        Cookie[] cookies = RequestCookies
                .toServlet(feature == null ? new RequestCookies(headers()).cookies() : feature.cookies());
        return cookies.length == 0 ? null : cookies;
    }

    @Override
    public Locale getLocale() {
        return locales().getFirst();
    }

    @Override
    public Enumeration<Locale> getLocales() {
        return Collections.enumeration(locales());
    }

    private List<Locale> locales() {
        List<Locale> known = locales;
        if (known == null) {
            known = AcceptLanguage.parse(headers().all("Accept-Language"));
            known = known.isEmpty() ? List.of(Locale.getDefault()) : known;
            locales = known;
        }
        return known;
    }

    // ---- body

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public int getContentLength() {
        long length = getContentLengthLong();
        return length > Integer.MAX_VALUE ? -1 : (int) length;
    }

    @Override
    public long getContentLengthLong() {
        String value = getHeader("Content-Length");
        if (value == null) {
            return -1;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        String own = encoding;
        if (own == null) {
            String type = getContentType();
            own = type == null ? null : ContentType.charsetOf(type);
        }
        return own == null ? place.context().requestEncoding() : own;
    }

    /// Whether it is too late to choose one: parameters or reader were asked for.
    private boolean encodingUsed() {
        ParameterReader own = parameterReader;
        return reader != null || own != null && own.decoded();
    }

    @Override
    public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
        features();
        if (encodingUsed()) {
            return;
        }
        try {
            if (name != null) {
                Charset.forName(name);
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UnsupportedEncodingException(name);
        }
        encoding = name;
    }

    @Override
    public void setCharacterEncoding(Charset charset) {
        features();
        if (!encodingUsed()) {
            encoding = charset == null ? null : charset.name();
        }
    }

    @Override
    public ServletInputStream getInputStream() {
        features();
        if (reader != null) {
            throw new IllegalStateException("LNR-3054: getReader was called before: it is one or the other");
        }
        inputGiven = true;
        return body();
    }

    private BodyInput body() {
        BodyInput own = input;
        if (own == null) {
            own = new BodyInput(dispatch, requestFeature().body());
            input = own;
        }
        return own;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        features();
        BufferedReader own = reader;
        if (own == null) {
            if (inputGiven) {
                throw new IllegalStateException("LNR-3054: getInputStream was called before: it is one or the other");
            }
            String name = getCharacterEncoding();
            Charset charset = explicitCharset();
            if (name != null && charset == null) {
                throw new UnsupportedEncodingException(name);
            }
            own = new BufferedReader(
                    new InputStreamReader(body(), charset == null ? place.context().parameterCharset() : charset));
            inputGiven = true;
            reader = own;
        }
        return own;
    }

    @Override
    public boolean isTrailerFieldsReady() {
        RequestTrailersFeature feature = features().get(Features.REQUEST_TRAILERS);
        return feature == null || feature.available();
    }

    @Override
    public Map<String, String> getTrailerFields() {
        RequestTrailersFeature feature = features().get(Features.REQUEST_TRAILERS);
        if (feature == null) {
            return Map.of();
        }
        if (!feature.available()) {
            throw new IllegalStateException("LNR-3056: the trailer fields come after the body, which has not been read "
                    + "to its end: ask isTrailerFieldsReady()");
        }
        Map<String, String> trailers = new TreeMap<>();
        feature.trailers().forEach(
                (name, value) -> trailers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "," + b));
        return trailers;
    }

    // ---- parameters and parts

    @Override
    public @Nullable String getParameter(String name) {
        return parameters().get(name);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters().names());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters().values(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters().map();
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        features();
        return parameterReader().multipart().parts();
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        features();
        return parameterReader().multipart().part(name);
    }

    // ---- attributes

    @Override
    public @Nullable Object getAttribute(String name) {
        features();
        return attributes().get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        features();
        return attributes().names();
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        features();
        if (value == null) {
            attributes().remove(name);
        } else {
            attributes().set(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        features();
        attributes().remove(name);
    }

    // ---- connection and ids

    private @Nullable ConnectionFeature connection() {
        return features().get(Features.CONNECTION);
    }

    @Override
    public String getRemoteAddr() {
        ConnectionFeature feature = connection();
        return ConnectionView.address(feature == null ? null : feature.remote());
    }

    @Override
    public String getRemoteHost() {
        return getRemoteAddr();
    }

    @Override
    public int getRemotePort() {
        ConnectionFeature feature = connection();
        return ConnectionView.port(feature == null ? null : feature.remote());
    }

    @Override
    public String getLocalAddr() {
        ConnectionFeature feature = connection();
        return ConnectionView.address(feature == null ? null : feature.local());
    }

    @Override
    public String getLocalName() {
        return getLocalAddr();
    }

    @Override
    public int getLocalPort() {
        ConnectionFeature feature = connection();
        return ConnectionView.port(feature == null ? null : feature.local());
    }

    @Override
    public ServletConnection getServletConnection() {
        return ConnectionView.of(connection(), getProtocol(), features().get(Features.TLS) != null);
    }

    @Override
    public String getRequestId() {
        RequestIdFeature feature = features().get(Features.REQUEST_ID);
        return feature == null ? "" : feature.id();
    }

    @Override
    public String getProtocolRequestId() {
        StreamIdFeature feature = features().get(Features.STREAM_ID);
        return feature == null ? "" : Long.toString(feature.id());
    }

    // ---- who is calling

    private @Nullable AuthenticationFeature authentication() {
        AuthenticationFeature feature = features().get(Features.AUTHENTICATION);
        return feature == null ? dispatch.security().caller() : feature;
    }

    @Override
    public @Nullable String getAuthType() {
        AuthenticationFeature feature = authentication();
        return feature == null ? null : feature.scheme();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        AuthenticationFeature feature = authentication();
        return feature == null ? null : feature.principal();
    }

    @Override
    public @Nullable String getRemoteUser() {
        AuthenticationFeature feature = authentication();
        return feature == null ? null : feature.principal().getName();
    }

    @Override
    public boolean isUserInRole(String role) {
        AuthenticationFeature feature = authentication();
        if (feature == null || role == null || role.equals("*")) {
            return false;
        }
        String real = servlet().roleRefs().getOrDefault(role, role);
        return real.equals("**") && !place.context().declaresRole("**") || feature.inRole(real);
    }

    @Override
    public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
        features();
        return dispatch.security().authenticate(response);
    }

    @Override
    public void login(String user, String password) throws ServletException {
        features();
        dispatch.security().login(user, password);
    }

    @Override
    public void logout() {
        features();
        dispatch.security().logout();
    }

    // ---- session

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        features();
        return dispatch.httpSession(create);
    }

    @Override
    public HttpSession getSession() {
        HttpSession session = getSession(true);
        if (session == null) {
            throw new IllegalStateException("the session feature gave no session");
        }
        return session;
    }

    @Override
    public String changeSessionId() {
        features();
        return dispatch.session().changeId();
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        features();
        return dispatch.session().requestedId();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        features();
        return dispatch.session().requestedIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        features();
        return dispatch.session().requestedIdFromCookie();
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        features();
        return dispatch.session().requestedIdFromUrl();
    }

    // ---- dispatches, async, upgrade

    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        features();
        return dispatch.dispatcher(path);
    }

    @Override
    public AsyncContext startAsync() {
        features();
        return dispatch.startAsync(this, dispatch.response(), false);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        features();
        return dispatch.startAsync(request, response, true);
    }

    @Override
    public boolean isAsyncStarted() {
        features();
        return dispatch.isAsyncStarted();
    }

    @Override
    public boolean isAsyncSupported() {
        features();
        return place.asyncSupported();
    }

    @Override
    public AsyncContext getAsyncContext() {
        features();
        LannerAsyncContext context = dispatch.asyncContext();
        if (context == null) {
            throw new IllegalStateException("LNR-3070: the request is not in async mode: startAsync comes first");
        }
        return context;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass) throws IOException, ServletException {
        features();
        return dispatch.upgrade(handlerClass);
    }
}
