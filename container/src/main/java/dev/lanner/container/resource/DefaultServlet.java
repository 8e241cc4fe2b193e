package dev.lanner.container.resource;

import dev.lanner.container.text.AcceptedCodings;
import dev.lanner.container.text.HttpDate;
import dev.lanner.container.text.MimeTypes;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serves the application's files (Servlet 6.1, 12.2): GET and HEAD, with validators, conditions, ranges and
/// precompressed siblings. It writes nothing, lists no directory, and shows a client nothing of `WEB-INF` and
/// `META-INF`; a dispatch may go there.
///
/// Files with a known media type get `X-Content-Type-Options: nosniff`, so that an uploaded text is not taken for a
/// script. Other methods are answered with 405, unless a dispatch, an error page or a forward brings them here.
public final class DefaultServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final String VARY = "Vary";
    private static final String ACCEPT_ENCODING = "Accept-Encoding";

    private final transient ResourceTree resources;
    private final transient MimeTypes types;
    private final String contextPath;

    /// @param resources the application's files
    /// @param types media types by extension
    /// @param contextPath the path at which the context runs, decoded; that of its first URL prefix may be another
    @SuppressWarnings("exports") // made by the container only
    public DefaultServlet(ResourceTree resources, MimeTypes types, String contextPath) {
        this.resources = resources;
        this.types = types;
        this.contextPath = contextPath;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        DispatcherType dispatch = request.getDispatcherType();
        if (dispatch == DispatcherType.INCLUDE) {
            include(request, response);
            return;
        }
        String path = path(request, null, null);
        boolean client = dispatch == DispatcherType.REQUEST;
        boolean begun = ResponseProgress.bodyBegun(response);
        boolean negotiates = !begun && dispatch != DispatcherType.ERROR
                && response.getStatus() == HttpServletResponse.SC_OK;
        Selected selected = client && ResourcePath.isPrivate(path) ? null : select(request, path, negotiates);
        if (selected == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (client && !isRead(request.getMethod())) {
            answerMethod(request, response);
        } else if (selected.found.isDirectory()) {
            directory(request, response, path);
        } else if (negotiates) {
            serve(request, response, selected);
        } else if (begun) {
            // the file follows what a filter wrote: neither its length nor its validators are those of the body
            new ContentSender(request, response, selected.found, selected.content).include();
        } else {
            head(response, selected.found);
            body(request, response, selected);
        }
    }

    /// What is to be sent.
    ///
    /// @param found the file at the path
    /// @param chosen it, or its precompressed sibling
    /// @param variant the sibling with its content coding, or null
    /// @param varies whether there are siblings
    /// @param content all bytes of a small file
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Selected(Resource found, Resource chosen, StaticFile.@Nullable Variant variant, boolean varies,
            byte @Nullable [] content) {
    }

    /// Finds a file and, if it is small, its content, before anything of the response is set. A file that turns out to
    /// have changed since it was found is looked for once more.
    private @Nullable Selected select(HttpServletRequest request, String path, boolean negotiates)
            throws IOException {
        try {
            return selectKnown(request, path, negotiates);
        } catch (ChangedFileException _) {
            return selectKnown(request, path, negotiates);
        }
    }

    private @Nullable Selected selectKnown(HttpServletRequest request, String path, boolean negotiates)
            throws IOException {
        Resource found = resources.find(path);
        if (!(found instanceof StaticFile file) || file.isDirectory()) {
            return found == null ? null : new Selected(found, found, null, false, null);
        }
        boolean varies = negotiates && !file.variants().isEmpty();
        StaticFile.Variant variant = varies ? choose(request, file.variants()) : null;
        if (variant == null) {
            return new Selected(file, file, null, varies, file.content());
        }
        try {
            return new Selected(file, variant.file(), variant, true, variant.file().content());
        } catch (ChangedFileException e) {
            file.forgetVariants();
            throw e;
        }
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static void answerMethod(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Allow", ALLOWED);
        if (!request.getMethod().equals("OPTIONS")) {
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    /// A file that is missing is the includer's fault (Servlet 6.1, 9.3).
    private void include(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request, request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
        Selected selected = select(request, path, false);
        if (selected == null || selected.found.isDirectory()) {
            throw new FileNotFoundException(path);
        }
        new ContentSender(request, response, selected.found, selected.content).include();
    }

    private static String path(HttpServletRequest request, @Nullable Object servletPath, @Nullable Object pathInfo) {
        if (servletPath instanceof String first) {
            return pathInfo instanceof String rest ? first + rest : first;
        }
        String rest = request.getPathInfo();
        String path = rest == null ? request.getServletPath() : request.getServletPath() + rest;
        return path.isEmpty() ? "/" : path;
    }

    /// A client's address of a directory gets its slash; the location is a path, and begins with one slash whatever the
    /// client wrote.
    private void directory(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        if (path.endsWith("/") || request.getDispatcherType() != DispatcherType.REQUEST) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        String query = request.getQueryString();
        // not the request's context path, of which each client can have its own spelling
        String location = prefix(request) + PathEncoder.encode(contextPath + path + "/");
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", query == null ? location : location + "?" + query);
    }

    /// The path below which a trusted proxy shows the server.
    private static String prefix(HttpServletRequest request) {
        return request.getAttribute(ContentSender.FEATURES) instanceof FeatureCollection features
                ? features.require(Features.REQUEST).target().prefix()
                : "";
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Selected selected)
            throws IOException {
        Resource chosen = selected.chosen;
        if (selected.varies && !response.getHeaders(VARY).contains(ACCEPT_ENCODING)) {
            response.addHeader(VARY, ACCEPT_ENCODING);
        }
        if (selected.variant != null) {
            response.setHeader("Content-Encoding", selected.variant.encoding());
        }
        String etag = validators(response, selected);
        Preconditions conditions = new Preconditions(request, etag, chosen.lastModified());
        int status = conditions.evaluate();
        if (status == Preconditions.FAILED) {
            response.sendError(status);
            return;
        }
        if (status == Preconditions.NOT_MODIFIED) {
            response.setStatus(status);
            return;
        }
        if (response instanceof ResponseProgress own) {
            // what wraps a response may add something of the request
            own.sendsFile();
        }
        response.setHeader("Accept-Ranges", "bytes");
        head(response, selected.found);
        String range = request.getMethod().equals("GET") ? request.getHeader("Range") : null;
        List<ByteRanges.Range> ranges = range != null && conditions.rangeAllowed()
                ? ByteRanges.parse(range, chosen.length())
                : null;
        if (ranges == null) {
            body(request, response, selected);
        } else {
            partial(request, response, selected, ranges);
        }
    }

    private void partial(HttpServletRequest request, HttpServletResponse response, Selected selected,
            List<ByteRanges.Range> ranges) throws IOException {
        Resource file = selected.chosen;
        if (ranges.isEmpty()) {
            response.setHeader("Content-Range", "bytes */" + file.length());
            response.sendError(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            return;
        }
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        ContentSender sender = new ContentSender(request, response, file, selected.content);
        if (ranges.size() > 1) {
            sender.sendRanges(ranges, response.getContentType());
            return;
        }
        ByteRanges.Range range = ranges.getFirst();
        response.setHeader("Content-Range", range.contentRange(file.length()));
        response.setContentLengthLong(range.length());
        sender.send(range.first(), range.length());
    }

    private static String validators(HttpServletResponse response, Selected selected) {
        Resource file = selected.chosen;
        if (file instanceof StaticFile known) {
            String etag = selected.variant == null ? known.etag() : selected.variant.etag();
            response.setHeader("ETag", etag);
            response.setHeader("Last-Modified", known.modifiedText());
            return etag;
        }
        String etag = '"' + Long.toHexString(file.length()) + '-' + Long.toHexString(file.lastModified()) + '"';
        response.setHeader("ETag", etag);
        response.setHeader("Last-Modified", HttpDate.format(file.lastModified()));
        return etag;
    }

    private void head(HttpServletResponse response, Resource file) {
        String type = types.of(file.path());
        if (type != null) {
            response.setContentType(type);
            response.setHeader("X-Content-Type-Options", "nosniff");
        }
    }

    private static void body(HttpServletRequest request, HttpServletResponse response, Selected selected)
            throws IOException {
        long length = selected.chosen.length();
        response.setContentLengthLong(length);
        if (!request.getMethod().equals("HEAD")) {
            new ContentSender(request, response, selected.chosen, selected.content).send(0, length);
        }
    }

    /// The sibling that the client likes best; of equal ones the best coding. Identity wins where the client prefers
    /// it.
    private static StaticFile.@Nullable Variant choose(HttpServletRequest request, List<StaticFile.Variant> variants) {
        if (request.getHeader(ACCEPT_ENCODING) == null) {
            return null;
        }
        AcceptedCodings accepted = AcceptedCodings.of(Collections.list(request.getHeaders(ACCEPT_ENCODING)));
        StaticFile.Variant best = null;
        int bestWeight = 0;
        for (StaticFile.Variant variant : variants) {
            int weight = accepted.weight(variant.encoding());
            if (weight > bestWeight) {
                best = variant;
                bestWeight = weight;
            }
        }
        return accepted.identity() > bestWeight ? null : best;
    }
}
