package dev.lanner.session.redis;

import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoreSetup;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.security.SecretFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/// What a store in Redis is made of.
///
/// @param address host and port
/// @param tls whether by TLS
/// @param database its number
/// @param user empty for the default one
/// @param password null for none
/// @param authorities a file of certificates in PEM; null for those of the JDK
/// @param prefix of all keys
/// @param connections how many at most
/// @param timeoutMillis of one call
record RedisConfig(HostAndPort address, boolean tls, int database, String user, @Nullable String password,
        @Nullable Path authorities, String prefix, int connections, int timeoutMillis) {
    private static final Logger LOG = LazyLogger.of(RedisConfig.class);
    private static final int PORT = 6379;

    static RedisConfig of(StoreSetup setup) throws StoreException {
        SettingValues settings = setup.settings();
        String url = settings.get(Settings.SESSIONS_REDIS_URL);
        URI uri = parse(url, settings.origin(Settings.SESSIONS_REDIS_URL));
        String path = uri.getPath() == null ? "" : uri.getPath();
        String file = settings.get(Settings.SESSIONS_REDIS_PASSWORD_FILE);
        String authorities = settings.get(Settings.SESSIONS_REDIS_CA_FILE);
        return new RedisConfig(new HostAndPort(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort()),
                uri.getScheme().equals("rediss"), path.length() < 2 ? 0 : Integer.parseInt(path.substring(1)),
                settings.get(Settings.SESSIONS_REDIS_USER),
                file.isBlank() ? null : password(setup.configuration().resolve(file)),
                authorities.isBlank() ? null : setup.configuration().resolve(authorities),
                settings.get(Settings.SESSIONS_REDIS_PREFIX),
                settings.get(Settings.SESSIONS_REDIS_CONNECTIONS).intValue(),
                Math.toIntExact(settings.get(Settings.SESSIONS_TIMEOUT).toMillis()));
    }

    private static URI parse(String url, String origin) throws StoreException {
        String rule = "LNR-7001: sessions.redis-url (" + origin
                + ") must be redis://HOST:PORT/DATABASE, or rediss:// for "
                + "TLS, without user and password, which have settings of their own";
        try {
            URI uri = URI.create(url);
            boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (!known || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null
                    || !path.matches("(/\\d{0,4})?")) {
                throw new StoreException(rule);
            }
            return uri;
        } catch (IllegalArgumentException e) {
            throw new StoreException(rule, e);
        }
    }

    private static String password(Path file) throws StoreException {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            SecretFiles.warnIfShared(LOG, "sessions.redis-password-file", file);
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new StoreException("LNR-7002: sessions.redis-password-file " + file + " can't be read: " + e, e);
        }
    }

    /// For the client.
    DefaultJedisClientConfig client() throws StoreException {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder().database(database)
                .connectionTimeoutMillis(timeoutMillis).socketTimeoutMillis(timeoutMillis).clientName("lanner");
        if (password != null) {
            client.password(password);
        }
        if (!user.isBlank()) {
            client.user(user);
        }
        if (tls) {
            client.sslOptions(encryption());
        }
        return client.build();
    }

    /// The server's certificate is checked, and its name.
    private SslOptions encryption() throws StoreException {
        SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
        if (authorities == null) {
            return options.build();
        }
        char[] unused = "lanner".toCharArray();
        try (InputStream in = Files.newInputStream(authorities)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + number++, each);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            trusted.store(bytes, unused);
            return options.trustStoreType("PKCS12")
                    .truststore(() -> new ByteArrayInputStream(bytes.toByteArray()), unused).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new StoreException("LNR-7003: sessions.redis-ca-file " + authorities + " can't be used: " + e, e);
        }
    }
}
