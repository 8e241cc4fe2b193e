package dev.lanner.examples;

import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Lets uploads be 1 MiB at most, whatever the limit of the context is.
@WebFilter("/upload")
public final class UploadLimitFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final long LIMIT = 1 << 20;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MaxRequestBodySizeFeature limit = RequestFeatures.of(request).get(Features.MAX_REQUEST_BODY_SIZE);
        if (limit != null && !limit.readOnly()) {
            limit.limit(LIMIT);
        }
        chain.doFilter(request, response);
    }
}
