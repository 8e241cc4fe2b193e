package dev.lanner.container.context;

import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.parameter.ParameterLimits;
import dev.lanner.container.session.SessionConfig;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/// What is decided once for a context from its settings and descriptor. Encodings may be changed by the application
/// until it is started.
final class ContextSettings {
    private final ParameterLimits parameterLimits;
    private final SessionConfig sessionConfig;
    private final Charset defaultCharset;
    private final boolean ownBodyLimit;
    private final boolean bodyLimitOfWar;
    private final long bodyLimit;
    private final boolean ownCeiling;
    private final long ceiling;
    private final boolean silentWrites;
    private @Nullable String requestEncoding;
    private @Nullable String responseEncoding;

    ContextSettings(ContextDefinition definition, SettingValues server) {
        SettingValues settings = definition.settings();
        parameterLimits = ParameterLimits.of(settings);
        sessionConfig = SessionConfig.of(definition);
        defaultCharset = charset(settings.get(Settings.REQUEST_ENCODING));
        ownBodyLimit = isOwn(settings, server, Settings.MAX_REQUEST_BODY_SIZE);
        bodyLimitOfWar = settings.saidByWar(Settings.MAX_REQUEST_BODY_SIZE);
        bodyLimit = settings.get(Settings.MAX_REQUEST_BODY_SIZE);
        ownCeiling = isOwn(settings, server, Settings.MAX_REQUEST_BODY_SIZE_CEILING);
        ceiling = settings.get(Settings.MAX_REQUEST_BODY_SIZE_CEILING);
        silentWrites = settings.get(Settings.WRITE_ERRORS) == Settings.WriteErrors.SILENT;
        requestEncoding = definition.requestEncoding();
        responseEncoding = definition.responseEncoding();
    }

    /// Whether the context says it, rather than the server.
    private static boolean isOwn(SettingValues settings, SettingValues server, Setting<?> setting) {
        return !settings.origin(setting).equals(server.origin(setting));
    }

    private static Charset charset(String name) {
        if (name.equalsIgnoreCase("none")) {
            return StandardCharsets.ISO_8859_1;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("LNR-3022: the setting request-encoding is \"" + name
                    + "\", which this JVM does not know; UTF-8 is usual", e);
        }
    }

    /// Puts the context's own body limit and ceiling in place of the endpoint's, where it has them.
    void applyLimits(@Nullable MaxRequestBodySizeFeature feature) {
        if (feature != null && (ownBodyLimit || ownCeiling)) {
            // a WAR may lower what the owner says for the endpoint, and not raise it
            long most = bodyLimitOfWar ? Math.min(bodyLimit, feature.limit()) : bodyLimit;
            feature.owner(ownBodyLimit ? most : -1, ownCeiling ? ceiling : -1);
        }
    }

    boolean silentWrites() {
        return silentWrites;
    }

    ParameterLimits parameterLimits() {
        return parameterLimits;
    }

    SessionConfig sessionConfig() {
        return sessionConfig;
    }

    Charset parameterCharset() {
        return defaultCharset;
    }

    @Nullable
    String requestEncoding() {
        return requestEncoding;
    }

    void requestEncoding(@Nullable String name) {
        requestEncoding = name;
    }

    @Nullable
    String responseEncoding() {
        return responseEncoding;
    }

    void responseEncoding(@Nullable String name) {
        responseEncoding = name;
    }
}
