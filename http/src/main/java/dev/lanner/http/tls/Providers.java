package dev.lanner.http.tls;

import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds the provider that the configuration asks for. Nothing of Conscrypt is loaded before.
final class Providers {
    private static final Logger LOG = LazyLogger.of(Providers.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final AtomicReference<@Nullable TlsProvider> CONSCRYPT = new AtomicReference<>();

    private Providers() {
    }

    static TlsProvider find(Settings.TlsProvider asked) throws TlsConfigException {
        if (asked == Settings.TlsProvider.JDK) {
            return new JdkProvider();
        }
        TlsProvider known = CONSCRYPT.get();
        if (known != null) {
            return known;
        }
        try {
            TlsProvider made = new ConscryptProvider();
            CONSCRYPT.set(made);
            return made;
        } catch (LinkageError e) {
            if (asked == Settings.TlsProvider.CONSCRYPT) {
                throw new TlsConfigException("LNR-2129: tls.provider: Conscrypt can't be loaded: " + why(e), e);
            }
            if (SAID.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "LNR-2129: Conscrypt can't be loaded, TLS is the JDK's own: " + why(e));
            }
            return new JdkProvider();
        }
    }

    private static String why(LinkageError failure) {
        if (failure instanceof NoClassDefFoundError && failure.getMessage() != null
                && failure.getMessage().contains("conscrypt")) {
            return "its archive (conscrypt-openjdk-uber) is not in lib/.";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause + ". It needs a directory for temporary files in which programs may run (-Djava.io.tmpdir), "
                + "--enable-native-access=ALL-UNNAMED, and Linux with glibc, macOS or Windows.";
    }
}
