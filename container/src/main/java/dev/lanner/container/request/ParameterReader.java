package dev.lanner.container.request;

import dev.lanner.container.context.WebContext;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.parameter.MultipartForm;
import dev.lanner.container.parameter.MultipartLimits;
import dev.lanner.container.parameter.MultipartReader;
import dev.lanner.container.parameter.MultipartRules;
import dev.lanner.container.parameter.ParameterLimits;
import dev.lanner.container.parameter.Parameters;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ParametersFeature;
import dev.lanner.spi.features.RequestFeature;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the client's parameters: query, form and multipart form, each at most once and when first asked for. Also the
/// feature that others see them by.
final class ParameterReader implements ParametersFeature {
    private final LannerRequest request;
    private @Nullable Parameters query;
    private @Nullable Parameters form;
    private @Nullable Parameters all;
    private @Nullable ParametersFeature replaced;
    private @Nullable MultipartForm multipart;

    ParameterReader(LannerRequest request) {
        this.request = request;
    }

    /// Whether an encoding was used already.
    boolean decoded() {
        return query != null || form != null;
    }

    ParameterLimits limits() {
        return request.webContext().parameterLimits();
    }

    /// The client's parameters: those of the query, then those of the form.
    Parameters client() {
        ParametersFeature feature = request.features().get(Features.PARAMETERS);
        if (feature != null && feature != this) {
            return fromFeature(feature);
        }
        Parameters known = all;
        if (known == null) {
            known = ownQuery();
            Parameters body = ownForm();
            known = body.isEmpty() ? known : Parameters.concat(known, body, limits());
            all = known;
        }
        return known;
    }

    private Parameters fromFeature(ParametersFeature feature) {
        Parameters known = all;
        if (known == null || replaced != feature) {
            known = Parameters.concat(Parameters.of(feature.query()), Parameters.of(feature.form()), limits());
            replaced = feature;
            all = known;
        }
        return known;
    }

    /// The parameters of a query.
    Parameters query(@Nullable String text) {
        return Parameters.ofQuery(text, queryCharset(), limits());
    }

    private Parameters ownQuery() {
        Parameters known = query;
        if (known == null) {
            known = query(request.requestFeature().target().query());
            query = known;
        }
        return known;
    }

    private Parameters ownForm() {
        Parameters known = form;
        if (known == null) {
            known = readForm();
            form = known;
        }
        return known;
    }

    private Parameters readForm() {
        RequestFeature message = request.requestFeature();
        String type = message.headers().first("Content-Type");
        if (type == null || request.bodyTaken()) {
            return Parameters.EMPTY;
        }
        if (Parameters.isForm(message.method(), type)) {
            requireBlocking(message);
            return Parameters.ofForm(message.body(), request.getContentLengthLong(), bodyCharset(), limits());
        }
        if (request.servlet().multipart() != null && MultipartReader.isMultipart(type)) {
            try {
                return multipart().fields();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ServletException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        return Parameters.EMPTY;
    }

    /// Forms are read to their end by whoever asks first, and that may wait: not where the request's
    /// `BodyControlFeature` forbids it.
    private void requireBlocking(RequestFeature message) {
        if (!"0".equals(message.headers().first("Content-Length"))) {
            request.dispatch().checkBlocking();
        }
    }

    /// The parts of the multipart form.
    ///
    /// @throws ServletException when the body is none
    /// @throws IllegalStateException when the servlet takes none, or a limit is broken
    MultipartForm multipart() throws IOException, ServletException {
        MultipartForm known = multipart;
        if (known != null) {
            return known;
        }
        MultipartDefinition definition = request.servlet().multipart();
        if (definition == null) {
            throw new IllegalStateException("LNR-3050: servlet " + request.servlet().name()
                    + " has no multipart configuration: give it @MultipartConfig or <multipart-config>");
        }
        String type = request.requestFeature().headers().first("Content-Type");
        if (type == null || !MultipartReader.isMultipart(type)) {
            throw new ServletException("LNR-3051: the request's body is no multipart/form-data");
        }
        if (request.bodyTaken()) {
            throw new IllegalStateException("LNR-3052: the body was read by getInputStream or getReader before");
        }
        requireBlocking(request.requestFeature());
        BodySource body = request.requestFeature().body();
        known = MultipartReader.read(type, body, request.getContentLengthLong(), rules(definition), bodyCharset());
        multipart = known;
        if (form == null) {
            form = known.fields();
            all = null;
        }
        return known;
    }

    private MultipartRules rules(MultipartDefinition definition) {
        WebContext context = request.webContext();
        Path location = MultipartRules.location(definition.location(), context.tempDirectory());
        return new MultipartRules(location, definition.maxFileSize(), definition.maxRequestSize(),
                definition.fileSizeThreshold(), MultipartLimits.of(context.settings()));
    }

    private Charset queryCharset() {
        // a query is read as UTF-8 unless the application says otherwise
        // (Servlet 6.1, 3.12)
        Charset charset = request.applicationCharset();
        return charset == null ? request.webContext().parameterCharset() : charset;
    }

    private Charset bodyCharset() {
        Charset charset = request.explicitCharset();
        return charset == null ? request.webContext().parameterCharset() : charset;
    }

    /// Deletes what the parts left on disk.
    void close() {
        MultipartForm known = multipart;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public Map<String, List<String>> query() {
        return ownQuery().lists();
    }

    @Override
    public Map<String, List<String>> form() {
        return ownForm().lists();
    }
}
