package dev.lanner.container.text;

import dev.lanner.spi.message.FieldSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A Content-Type (RFC 9110, 8.3). Never refuses a text: what is no media type has an empty one.
///
/// @param mediaType type and subtype in lower case, such as `text/html`; empty when the text has none
/// @param charset the parameter `charset`, as written
/// @param text the text as given
public record ContentType(String mediaType, @Nullable String charset, String text) {

    /// Takes a text apart.
    public static ContentType parse(String text) {
        int end = text.indexOf(';');
        String type = (end < 0 ? text : text.substring(0, end)).strip();
        int slash = type.indexOf('/');
        boolean valid = slash > 0 && FieldSyntax.isToken(type.substring(0, slash))
                && FieldSyntax.isToken(type.substring(slash + 1));
        return new ContentType(valid ? type.toLowerCase(Locale.ROOT) : "", end < 0 ? null : charsetOf(text), text);
    }

    /// The parameter `charset` of a Content-Type, or null.
    public static @Nullable String charsetOf(String text) {
        if (text.indexOf(';') < 0) {
            return null;
        }
        String value = HeaderParameters.value(text, "charset");
        return value == null || value.isEmpty() ? null : value;
    }

    /// A parameter, or null.
    ///
    /// @param name compared without regard to case
    public @Nullable String parameter(String name) {
        return HeaderParameters.value(text, name);
    }

    /// The text as given, but for the parameter `charset`.
    public String withoutCharset() {
        return charset == null ? text.strip() : HeaderParameters.without(text, "charset");
    }

    /// The text with this charset as its last parameter.
    public String withCharset(String newCharset) {
        return withoutCharset() + ";charset=" + newCharset;
    }
}
