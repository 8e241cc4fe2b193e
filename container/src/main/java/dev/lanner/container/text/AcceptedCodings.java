package dev.lanner.container.text;

import dev.lanner.spi.message.Fields;
import java.util.List;

/// What a client says of content codings (RFC 9110, 12.5.3). A client that says nothing gets none: it may not know any.
public final class AcceptedCodings {
    private static final String FIELD = "Accept-Encoding";

    private final List<Weighted> items;

    private AcceptedCodings(List<Weighted> items) {
        this.items = items;
    }

    /// What these fields of Accept-Encoding say.
    public static AcceptedCodings of(List<String> fields) {
        return new AcceptedCodings(fields.isEmpty() ? List.of() : Weighted.parse(fields));
    }

    /// What a request says.
    public static AcceptedCodings of(Fields request) {
        return of(request.first(FIELD) == null ? List.of() : request.all(FIELD));
    }

    /// Whether the client takes the coding, and likes it no less than none at all.
    public boolean prefers(String coding) {
        int weight = weight(coding);
        return weight > 0 && identity() <= weight;
    }

    /// How much the client likes a coding in thousandths; 0: not at all.
    public int weight(String coding) {
        int weight = explicit(coding);
        if (weight < 0 && coding.equals("gzip")) {
            weight = explicit("x-gzip");
        }
        return weight < 0 ? Math.max(explicit("*"), 0) : weight;
    }

    /// How much the client says it likes no coding at all; -1 where it says nothing of that.
    public int identity() {
        return explicit("identity");
    }

    private int explicit(String coding) {
        for (Weighted item : items) {
            if (item.item().equalsIgnoreCase(coding)) {
                return item.weight();
            }
        }
        return -1;
    }
}
