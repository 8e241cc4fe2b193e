package dev.lanner.container.text;

import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import java.util.List;
import java.util.Locale;

/// Fields whose value is a list of words, perhaps with arguments, such as Vary and Cache-Control.
public final class FieldLists {
    private static final String VARY = "Vary";

    private FieldLists() {
    }

    /// Whether one of the list's members has this name. Looks into no quoted string more closely than at its name.
    ///
    /// @param field the name of the field
    /// @param name in lower case
    public static boolean has(Fields fields, String field, String name) {
        if (fields.first(field) == null) {
            return false;
        }
        for (String value : fields.all(field)) {
            for (String member : value.split(",", -1)) {
                int equals = member.indexOf('=');
                String found = equals < 0 ? member : member.substring(0, equals);
                if (found.strip().toLowerCase(Locale.ROOT).equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Adds a name to Vary, unless it is there or all vary (RFC 9110, 12.5.5).
    ///
    /// @return whether it was added
    public static boolean vary(MutableFields fields, String name) {
        List<String> before = fields.all(VARY);
        if (has(fields, VARY, "*") || has(fields, VARY, name.toLowerCase(Locale.ROOT))) {
            return false;
        }
        fields.set(VARY, before.isEmpty() ? name : String.join(", ", before) + ", " + name);
        return true;
    }
}
