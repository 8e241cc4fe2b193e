package dev.lanner.container.request;

import dev.lanner.container.parameter.Parameters;
import org.jspecify.annotations.Nullable;

/// The parameters at one place of a request's way: those of the client, or those of a dispatch with a query of its own,
/// which come before (Servlet 6.1, 9.1.1).
final class RequestParameters {
    private final @Nullable RequestParameters outer;
    private final ParameterReader reader;
    private final @Nullable String query;
    private @Nullable Parameters merged;

    /// The client's parameters.
    RequestParameters(ParameterReader reader) {
        this(null, reader, null);
    }

    private RequestParameters(@Nullable RequestParameters outer, ParameterReader reader, @Nullable String query) {
        this.outer = outer;
        this.reader = reader;
        this.query = query;
    }

    /// The parameters of a dispatch.
    RequestParameters under(String dispatchQuery) {
        return new RequestParameters(this, reader, dispatchQuery);
    }

    Parameters get() {
        if (outer == null) {
            return reader.client();
        }
        Parameters known = merged;
        if (known == null) {
            known = Parameters.concat(reader.query(query), outer.get(), reader.limits());
            merged = known;
        }
        return known;
    }
}
