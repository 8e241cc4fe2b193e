package dev.lanner.container.context;

import dev.lanner.container.RealmSource;
import dev.lanner.container.SessionStoreSource;
import dev.lanner.container.security.Realms;
import dev.lanner.container.session.SessionSweeper;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a context needs of the container that it is in.
public interface ContextHost {

    /// The running context that serves a path, or null. Never one of another host.
    ///
    /// @param asking who wants to know
    @Nullable
    WebContext contextOf(WebContext asking, String path);

    /// Whether another context takes a request that has come to this one, which takes none any more. Where one does, it
    /// has served it.
    ///
    /// @param exchange as this context got it
    /// @throws Exception as serving does
    boolean handOn(FeatureCollection exchange, WebContext from) throws Exception;

    /// The server's features.
    FeatureCollection serverFeatures();

    /// The server's settings.
    SettingValues settings();

    /// What `ServletContext.getServerInfo` answers.
    String serverInfo();

    /// Where realms come from; null when nobody can log in.
    @Nullable
    RealmSource realmSource();

    /// Where sessions are kept besides memory; null for nowhere.
    @Nullable
    SessionStoreSource sessionStores();

    /// The checks of credentials, one for each realm.
    Realms realms();

    /// Ends unused sessions.
    SessionSweeper sweeper();

    /// How long stopping waits for running requests.
    Duration drainTimeout();
}
