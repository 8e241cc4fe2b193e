package dev.lanner.container.context;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.SessionStoreSource;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.security.SecurityNotes;
import dev.lanner.container.session.SessionHome;
import dev.lanner.container.session.Sessions;
import dev.lanner.container.session.keep.SessionBacking;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Makes the sessions of a context, and opens their store. Used by the thread that starts the context.
final class SessionSetup {
    private static final Logger LOG = LazyLogger.of(SessionSetup.class);
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    private final WebContext context;

    SessionSetup(WebContext context) {
        this.context = context;
    }

    /// The sessions.
    ///
    /// @param inContext runs what belongs to the application
    /// @throws DeploymentException when the store can't be opened
    Sessions sessions(Executor inContext) throws DeploymentException {
        ContextDefinition definition = context.definition();
        SessionHome home = new SessionHome(context.facade(), definition.classLoader(), inContext, SecurityNotes.CODEC,
                definition.distributable(),
                context.settings().get(Settings.SESSIONS_DETECT_CHANGES) == Settings.DetectChanges.CONTENT,
                context.settings().get(Settings.MAX_STORED_SESSION_SIZE));
        return new Sessions(context.values().sessionConfig(), context.listeners().sessionEvents(), home, backing(),
                InstantSource.system());
    }

    private @Nullable SessionBacking backing() throws DeploymentException {
        SessionStoreSource source = context.host().sessionStores();
        SessionBacking backing = source == null
                ? null
                : source.backing(name(context.definition().id()), context.settings());
        if (backing != null && backing.store().shared() && !context.definition().distributable()) {
            LOG.log(Level.INFO, "LNR-3323 context {0} keeps its sessions in {1} and is not marked <distributable/>: "
                    + "attributes that are not Serializable are known to the server only that set them",
                    context.shownPath(), backing.store().describe());
        }
        return backing;
    }

    /// A name of the context that suits files and keys, such as `shop`, `a#b##2` or `www%2eexample%2ecom@shop`: what is no
    /// letter or digit is written as `%xx`.
    private static String name(ContextId id) {
        StringBuilder name = new StringBuilder();
        if (!id.host().isEmpty()) {
            append(name, id.host());
            name.append('@');
        }
        if (id.path().isEmpty()) {
            name.append("ROOT");
        } else if (id.path().equals("/ROOT")) {
            // a context of that name is not the root
            name.append("%52OOT");
        } else {
            append(name, id.path().substring(1));
        }
        if (!id.version().isEmpty()) {
            name.append("##");
            append(name, id.version());
        }
        return name.toString();
    }

    private static void append(StringBuilder name, String text) {
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xff);
            if (letter == '/') {
                name.append('#');
            } else if (PLAIN.indexOf(letter) >= 0) {
                name.append(letter);
            } else {
                name.append('%').append(Character.forDigit(letter >> 4, 16))
                        .append(Character.forDigit(letter & 15, 16));
            }
        }
    }
}
