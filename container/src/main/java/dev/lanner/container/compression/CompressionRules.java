package dev.lanner.container.compression;

import dev.lanner.container.text.FieldLists;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.CompressionOverTls;
import dev.lanner.spi.config.Settings.Switch;
import dev.lanner.spi.features.HttpsCompressionFeature.Mode;
import dev.lanner.spi.message.Fields;
import org.jspecify.annotations.Nullable;

/// Which responses of a context are compressed. Safe for use by several threads.
public final class CompressionRules {
    /// Fields with a sum over the bytes that would be changed (RFC 9530, RFC 3230, RFC 1864).
    private static final String[] SUMS = {"Content-Digest", "Repr-Digest", "Digest", "Content-MD5"};

    private final TypePatterns types;
    private final long minSize;
    private final CompressionOverTls overTls;
    private final Deflaters deflaters;

    private CompressionRules(SettingValues settings) {
        types = new TypePatterns(settings.get(Settings.COMPRESSION_TYPES));
        minSize = settings.get(Settings.COMPRESSION_MIN_SIZE);
        overTls = settings.get(Settings.COMPRESSION_OVER_TLS);
        deflaters = new Deflaters(settings.get(Settings.COMPRESSION_MAX_RESPONSES).intValue(),
                settings.get(Settings.COMPRESSION_LEVEL).intValue());
    }

    /// The rules that a context's settings ask for; null where nothing is compressed.
    public static @Nullable CompressionRules of(SettingValues settings) {
        return settings.get(Settings.COMPRESSION) == Switch.OFF ? null : new CompressionRules(settings);
    }

    /// The compressors.
    public Deflaters deflaters() {
        return deflaters;
    }

    /// Whether a response like this is compressed for a client that accepts it.
    boolean suits(int status, Fields fields) {
        return hasBody(status) && isPlain(fields) && isLarge(fields) && hasType(fields);
    }

    /// Whether it may be compressed over TLS.
    ///
    /// @param mode what was asked for this response
    /// @param file whether it is one of the web application's files, as it is
    boolean allowedOverTls(Mode mode, boolean file) {
        return switch (mode) {
            case COMPRESS -> true;
            case DO_NOT_COMPRESS -> false;
            case DEFAULT -> overTls == CompressionOverTls.ALWAYS || overTls == CompressionOverTls.FILES && file;
        };
    }

    /// A part of a representation is one of its bytes as they are.
    private static boolean hasBody(int status) {
        return status >= 200 && status != 204 && status != 205 && status != 206 && status != 304;
    }

    private static boolean isPlain(Fields fields) {
        String coding = fields.first("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity") || fields.first("Content-Range") != null
                || FieldLists.has(fields, "Cache-Control", "no-transform")) {
            return false;
        }
        for (String sum : SUMS) {
            if (fields.first(sum) != null) {
                return false;
            }
        }
        return true;
    }

    private boolean isLarge(Fields fields) {
        String length = fields.first("Content-Length");
        if (length == null) {
            return true;
        }
        try {
            return Long.parseLong(length) >= Math.max(1, minSize);
        } catch (NumberFormatException _) {
            // the connector says what is wrong with it
            return false;
        }
    }

    private boolean hasType(Fields fields) {
        String type = fields.first("Content-Type");
        return type != null && types.match(type);
    }
}
