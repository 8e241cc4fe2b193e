package dev.lanner.container.response;

import dev.lanner.container.cookie.SetCookie;
import dev.lanner.container.dispatch.RequestDispatch;
import dev.lanner.container.error.ErrorBody;
import dev.lanner.container.error.Failure;
import dev.lanner.container.request.LannerRequest;
import dev.lanner.container.resource.ResponseProgress;
import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.message.MutableFields;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The response as servlets see it: a view over the features, with the buffer in front of the body.
///
/// Fresh for each request; after the request every call but those that flush or close throws [IllegalStateException].
public final class LannerResponse implements HttpServletResponse, BodyOutput.Head, ResponseProgress {
    private static final int BUFFER_SIZE = 8192;
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final int KEPT_LENGTHS = 1024;
    private static final String[] LENGTHS = new String[KEPT_LENGTHS];

    private final RequestDispatch dispatch;
    private final BodyOutput output;
    private final ResponseType type = new ResponseType();
    private @Nullable FeatureCollection features;
    private @Nullable PrintWriter writer;
    // a status below 200 is shown to the application, and is none that a response can end with: 101 is sent by upgrade
    private int informational;
    private @Nullable Writer encoder;
    private boolean streamGiven;
    private int includes;
    private @Nullable Locale locale;
    private @Nullable PendingError pendingError;

    /// What `sendError` asked for.
    ///
    /// @param status the status code
    /// @param message for the error page, or null
    public record PendingError(int status, @Nullable String message) {
    }

    /// @param dispatch what drives the request
    /// @param features the request's features
    public LannerResponse(RequestDispatch dispatch, FeatureCollection features) {
        this.dispatch = dispatch;
        this.features = features;
        output = new BodyOutput(dispatch, features.require(Features.RESPONSE_BODY), this, BUFFER_SIZE);
    }

    // ---- for the container

    /// The response below wrappers.
    ///
    /// @throws IllegalArgumentException when it is none of this container
    public static LannerResponse of(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof jakarta.servlet.ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        if (inner instanceof LannerResponse own) {
            return own;
        }
        throw new IllegalArgumentException("LNR-3053: the response is neither the container's nor a wrapper around "
                + "it, but " + (inner == null ? "null" : inner.getClass().getName()) + " (Servlet 6.1, 9.2)");
    }

    private FeatureCollection features() {
        FeatureCollection own = features;
        if (own == null) {
            throw dispatch.detached();
        }
        return own;
    }

    private ResponseFeature response() {
        return features().require(Features.RESPONSE);
    }

    private MutableFields headers() {
        return response().headers();
    }

    /// Whether changes of status and header fields have no effect: committed, or inside an include.
    private boolean closedForChange() {
        return includes > 0 || isCommitted();
    }

    /// Begins an include: header fields can't be changed (Servlet 6.1, 9.3).
    public void beginInclude() {
        includes++;
    }

    /// Ends an include.
    public void endInclude() {
        includes--;
    }

    /// Drops what is written from now on.
    public void suspend() {
        output.discard(true);
    }

    /// What `sendError` asked for and has not been answered yet.
    public @Nullable PendingError pendingError() {
        return pendingError;
    }

    /// Whether bytes are on their way, so that nothing can be changed any more.
    public boolean sent() {
        return output.committed() || response().started();
    }

    /// Makes the response fresh for an error page, but for header fields that the application set.
    public void beginError(Failure failure) {
        pendingError = null;
        includes = 0;
        output.reopen();
        writer = null;
        encoder = null;
        streamGiven = false;
        type.reset();
        ResponseFeature feature = response();
        status(feature, failure.status());
        MutableFields fields = feature.headers();
        fields.remove(CONTENT_TYPE);
        fields.remove(CONTENT_LENGTH);
        fields.remove("Content-Encoding");
        if (failure.retryAfter() > 0) {
            fields.set("Retry-After", Integer.toString(failure.retryAfter()));
        }
    }

    /// Answers with the container's own error page.
    public void sendPlainError(Failure failure, LannerRequest request) throws IOException {
        ErrorBody body = ErrorBody.make(failure.status(), failure.message(), request.getRequestId(),
                request.getHeader("Accept"));
        setContentType(body.contentType());
        output.write(body.bytes(), 0, body.bytes().length);
    }

    /// Sends what is buffered; the connector completes the response.
    public void finish() throws IOException {
        Writer own = encoder;
        if (own != null && !output.discarding()) {
            // what the encoder holds back goes into the buffer, and not yet further
            output.hold(true);
            own.flush();
            output.hold(false);
        }
        output.discard(false);
        output.finish();
    }

    /// Adds a field even where the application can't any more change fields.
    public void addContainerHeader(String name, String value) {
        headers().add(name, value);
    }

    /// From now on each write goes out at once.
    public void disableBuffering() {
        output.capacity(0);
    }

    /// Lets go of the response: every later call throws, or does nothing.
    public void detach() {
        output.detach();
        features = null;
    }

    /// The connector's, or what a filter has put in its place.
    @Override
    public BodySink body() {
        return features().require(Features.RESPONSE_BODY);
    }

    @Override
    public void committing() {
        dispatch.committing();
    }

    @Override
    public void starting(long length) {
        ResponseFeature feature = response();
        if (length < 0 || feature.started()) {
            return;
        }
        int status = feature.status();
        MutableFields fields = feature.headers();
        boolean noBody = status < 200 || status == 204 || status == 304 || length == 0 && dispatch.isHead();
        if (!noBody && fields.first(CONTENT_LENGTH) == null && fields.first("Transfer-Encoding") == null
                && !hasTrailers()) {
            fields.set(CONTENT_LENGTH, decimal(length));
        }
    }

    private boolean hasTrailers() {
        ResponseTrailersFeature feature = features().get(Features.RESPONSE_TRAILERS);
        return feature != null && feature.trailers() != null;
    }

    private static String decimal(long length) {
        if (length >= KEPT_LENGTHS) {
            return Long.toString(length);
        }
        String text = LENGTHS[(int) length];
        if (text == null) {
            text = Long.toString(length);
            LENGTHS[(int) length] = text;
        }
        return text;
    }

    // ---- status and header fields

    @Override
    public int getStatus() {
        int sent = response().status();
        return informational == 0 ? sent : informational;
    }

    @Override
    public void setStatus(int status) {
        if (closedForChange()) {
            return;
        }
        if (status >= 100 && status < 200) {
            informational = status;
        } else {
            status(response(), status);
        }
    }

    private void status(ResponseFeature feature, int status) {
        feature.status(status);
        informational = 0;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (name == null || name.isEmpty() || closedForChange()) {
            features();
            return;
        }
        if (value == null) {
            removeHeader(name);
        } else if (!setSpecial(name, value)) {
            headers().set(name, value);
        }
    }

    private void removeHeader(String name) {
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            setContentType(null);
        } else if (name.equalsIgnoreCase(CONTENT_LENGTH)) {
            output.announce(-1);
        }
        headers().remove(name);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (name == null || name.isEmpty() || value == null || closedForChange()) {
            features();
            return;
        }
        if (!setSpecial(name, value)) {
            headers().add(name, value);
        }
    }

    /// The fields that the response itself has to know.
    private boolean setSpecial(String name, String value) {
        if (name.length() == CONTENT_TYPE.length() && name.equalsIgnoreCase(CONTENT_TYPE)) {
            setContentType(value);
            return true;
        }
        if (name.length() == CONTENT_LENGTH.length() && name.equalsIgnoreCase(CONTENT_LENGTH)) {
            try {
                setContentLengthLong(Long.parseLong(value.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("LNR-3062: the Content-Length is no number", e);
            }
            return true;
        }
        return false;
    }

    @Override
    public void setDateHeader(String name, long date) {
        setHeader(name, HttpDate.format(date));
    }

    @Override
    public void addDateHeader(String name, long date) {
        addHeader(name, HttpDate.format(date));
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public boolean containsHeader(String name) {
        return headers().first(name) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers().first(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return headers().all(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.copyOf(headers().names());
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (!closedForChange()) {
            headers().add("Set-Cookie", SetCookie.format(cookie));
        }
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> supplier) {
        if (isCommitted()) {
            throw new IllegalStateException("LNR-3063: the response is committed: trailers can't be announced");
        }
        ResponseTrailersFeature feature = features().get(Features.RESPONSE_TRAILERS);
        if (feature == null) {
            throw new IllegalStateException("LNR-3064: this connection can't send trailer fields");
        }
        if (headers().first(CONTENT_LENGTH) != null && dispatch.request().getProtocol().startsWith("HTTP/1")) {
            throw new IllegalStateException("LNR-3064: a response of HTTP/1.1 with a Content-Length can't have trailer "
                    + "fields: they follow the last chunk");
        }
        feature.trailers(supplier);
    }

    @Override
    public @Nullable Supplier<Map<String, String>> getTrailerFields() {
        ResponseTrailersFeature feature = features().get(Features.RESPONSE_TRAILERS);
        return feature == null ? null : feature.trailers();
    }

    // ---- type, encoding, length

    private void showType() {
        String value = type.header();
        if (value == null) {
            headers().remove(CONTENT_TYPE);
        } else {
            headers().set(CONTENT_TYPE, value);
        }
    }

    @Override
    public @Nullable String getContentType() {
        features();
        return type.header();
    }

    @Override
    public void setContentType(@Nullable String value) {
        if (!closedForChange()) {
            type.set(value);
            showType();
        }
    }

    @Override
    public String getCharacterEncoding() {
        features();
        String own = type.charset();
        if (own == null) {
            own = dispatch.request().webContext().responseEncoding();
        }
        return own == null ? "ISO-8859-1" : own;
    }

    @Override
    public void setCharacterEncoding(@Nullable String name) {
        if (!closedForChange()) {
            type.charset(name);
            showType();
        }
    }

    @Override
    public void setCharacterEncoding(@Nullable Charset charset) {
        setCharacterEncoding(charset == null ? null : charset.name());
    }

    @Override
    public void setLocale(@Nullable Locale wanted) {
        if (closedForChange()) {
            return;
        }
        locale = wanted;
        if (wanted == null) {
            headers().remove("Content-Language");
            type.localeCharset(null);
            showType();
            return;
        }
        headers().set("Content-Language", wanted.toLanguageTag());
        type.localeCharset(dispatch.request().webContext().encodingOf(wanted));
        showType();
    }

    @Override
    public Locale getLocale() {
        features();
        Locale own = locale;
        return own == null ? Locale.getDefault() : own;
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        if (closedForChange()) {
            return;
        }
        if (length < 0) {
            headers().remove(CONTENT_LENGTH);
            output.announce(-1);
        } else {
            headers().set(CONTENT_LENGTH, decimal(length));
            output.announce(length);
        }
    }

    // ---- body

    @Override
    public void sendsFile() {
        dispatch.sendsFile();
    }

    @Override
    public boolean bodyBegun() {
        return writer != null || output.used();
    }

    @Override
    public ServletOutputStream getOutputStream() {
        features();
        if (writer != null) {
            throw new IllegalStateException("LNR-3065: getWriter was called before: it is one or the other");
        }
        streamGiven = true;
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        features();
        PrintWriter own = writer;
        if (own == null) {
            if (streamGiven) {
                throw new IllegalStateException("LNR-3065: getOutputStream was called before: it is one or the other");
            }
            own = new PrintWriter(makeEncoder());
            writer = own;
        }
        return own;
    }

    private Writer makeEncoder() throws UnsupportedEncodingException {
        Charset charset;
        try {
            charset = type.fix(dispatch.request().webContext().responseEncoding());
        } catch (UnsupportedCharsetException e) {
            throw new UnsupportedEncodingException(e.getCharsetName());
        }
        if (!isCommitted()) {
            showType();
        }
        boolean stateless = charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.ISO_8859_1)
                || charset.equals(StandardCharsets.US_ASCII);
        if (stateless) {
            return new TextWriter(output, charset);
        }
        Writer own = new OutputStreamWriter(output, charset);
        encoder = own;
        return own;
    }

    @Override
    public void setBufferSize(int size) {
        features();
        if (isCommitted() || output.used()) {
            throw new IllegalStateException(
                    "LNR-3066: content was written already: the buffer's size can't be changed");
        }
        output.capacity(Math.max(size, 0));
    }

    @Override
    public int getBufferSize() {
        features();
        return output.capacity();
    }

    @Override
    public void flushBuffer() throws IOException {
        PrintWriter own = writer;
        // once an upgrade was asked for, the head is that of the upgrade: filters may flush as they are used to
        if (features == null || dispatch.upgrading()) {
            return;
        }
        if (own != null) {
            own.flush();
        }
        output.flush();
    }

    @Override
    public boolean isCommitted() {
        return output.committed() || output.discarding() || response().started();
    }

    @Override
    public void resetBuffer() {
        if (isCommitted()) {
            throw new IllegalStateException("LNR-3067: the response is committed: it can't be reset");
        }
        output.clear();
    }

    @Override
    public void reset() {
        resetBuffer();
        if (includes > 0) {
            return;
        }
        ResponseFeature feature = response();
        status(feature, SC_OK);
        feature.headers().clear();
        type.reset();
        output.announce(-1);
        writer = null;
        encoder = null;
        streamGiven = false;
        locale = null;
    }

    // ---- errors, redirects, URLs

    @Override
    public void sendError(int status) {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        if (includes > 0) {
            features();
            return;
        }
        if (isCommitted()) {
            throw new IllegalStateException("LNR-3068: the response is committed: it can't become an error");
        }
        output.clear();
        status(response(), status);
        pendingError = new PendingError(status, message);
        output.discard(true);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) {
        if (includes > 0) {
            features();
            return;
        }
        if (isCommitted()) {
            throw new IllegalStateException("LNR-3068: the response is committed: it can't become a redirect");
        }
        if (location == null) {
            throw new IllegalArgumentException("LNR-3069: no location to redirect to");
        }
        if (clearBuffer) {
            output.clear();
        }
        String value = dispatch.request().webContext().absoluteRedirects()
                ? RedirectLocation.absolute(location, dispatch.request())
                : RedirectLocation.ascii(location);
        headers().set("Location", value);
        status(response(), status);
        output.discard(true);
    }

    @Override
    public String encodeURL(String url) {
        features();
        return dispatch.encodeUrl(url);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return encodeURL(url);
    }
}
