package dev.lanner.container.response;

import dev.lanner.container.text.ContentType;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/// Media type and character encoding of a response, and who decided them (Servlet 6.1, 5.6,
/// `ServletResponse.setCharacterEncoding`).
final class ResponseType {
    private @Nullable String type;
    private @Nullable String charset;
    private boolean byLocale;
    private boolean fixed;

    /// The value of Content-Type, or null for none.
    @Nullable
    String header() {
        String plain = type;
        return plain == null || charset == null ? plain : plain + ";charset=" + charset;
    }

    /// The encoding that was decided, or null.
    @Nullable
    String charset() {
        return charset;
    }

    void set(@Nullable String value) {
        if (value == null) {
            type = null;
            return;
        }
        if (value.indexOf(';') < 0) {
            type = value;
            return;
        }
        ContentType parsed = ContentType.parse(value);
        type = parsed.withoutCharset();
        String named = parsed.charset();
        if (named != null && !fixed) {
            charset = named;
            byLocale = false;
        }
    }

    void charset(@Nullable String name) {
        if (!fixed) {
            charset = name;
            byLocale = false;
        }
    }

    /// @param name the locale's; null for a locale without one, or none
    void localeCharset(@Nullable String name) {
        boolean decides = !fixed && (charset == null || byLocale);
        if (decides && name != null) {
            charset = name;
            byLocale = true;
        } else if (decides) {
            charset = null;
            byLocale = false;
        }
    }

    /// Decides the encoding for a writer; it can't be changed afterwards.
    ///
    /// @throws UnsupportedCharsetException when this JVM does not know it
    Charset fix(@Nullable String contextDefault) {
        String name = charset;
        if (name == null) {
            name = contextDefault == null ? "ISO-8859-1" : contextDefault;
            charset = name;
        }
        Charset found = lookUp(name);
        fixed = true;
        return found;
    }

    private static Charset lookUp(String name) {
        if (name.equalsIgnoreCase("UTF-8")) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException e) {
            throw new UnsupportedCharsetException(name);
        }
    }

    void reset() {
        type = null;
        charset = null;
        byLocale = false;
        fixed = false;
    }

    /// Lets another writer decide again.
    void release() {
        fixed = false;
    }
}
