package dev.lanner.container;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.security.Realm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Gathers a [ServletContainer].
public final class ServletContainerBuilder {
    SettingValues settings = SettingValues.DEFAULTS;
    FeatureCollection features = new FeatureCollection();
    Duration drainTimeout = Duration.ofSeconds(30);
    String serverInfo = "Lanner";
    @Nullable RealmSource realms;
    @Nullable SessionStoreSource sessionStores;

    ServletContainerBuilder() {
    }

    /// The server's settings.
    public ServletContainerBuilder settings(SettingValues values) {
        settings = values;
        return this;
    }

    /// The server's features, the same that connectors get; read for the bound addresses.
    public ServletContainerBuilder features(FeatureCollection serverFeatures) {
        features = serverFeatures;
        return this;
    }

    /// How long undeploying waits for running requests; 30 seconds at first.
    public ServletContainerBuilder drainTimeout(Duration timeout) {
        drainTimeout = timeout;
        return this;
    }

    /// What `ServletContext.getServerInfo` answers, such as `Lanner/0.1.0`; never sent to clients.
    public ServletContainerBuilder serverInfo(String info) {
        serverInfo = info;
        return this;
    }

    /// The users of all contexts; nobody at first.
    public ServletContainerBuilder realm(Realm realm) {
        return realms(values -> realm);
    }

    /// Where each context gets its users from; nobody can log in at first.
    public ServletContainerBuilder realms(RealmSource source) {
        realms = source;
        return this;
    }

    /// Where contexts keep their sessions besides memory; nowhere at first.
    public ServletContainerBuilder sessionStores(SessionStoreSource source) {
        sessionStores = source;
        return this;
    }

    /// The container.
    public ServletContainer build() {
        return new ServletContainer(this);
    }
}
