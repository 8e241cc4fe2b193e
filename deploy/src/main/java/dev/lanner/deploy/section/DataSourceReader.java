package dev.lanner.deploy.section;

import dev.lanner.deploy.resource.PoolConfig;
import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.SettingType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads `{ type: datasource, … }`. Pure.
final class DataSourceReader {
    private static final String[] KEYS = {"type", "url", "driver", "user", "password", "password-file", "max-pool-size",
        "min-idle", "connection-timeout", "idle-timeout", "max-lifetime", "keepalive-time", "validation-timeout",
        "leak-detection-threshold", "auto-commit", "read-only", "transaction-isolation", "schema",
        "connection-init-sql", "connection-test-query", "fail-fast", "properties"};
    private static final List<String> ISOLATIONS = List.of("read-uncommitted", "read-committed", "repeatable-read",
            "serializable");
    private static final Duration DAY = Duration.ofDays(1);
    private static final SettingType<Long> CONNECTIONS = new SettingType.Whole("connections", 1, 10_000, false);
    private static final SettingType<Long> IDLE = new SettingType.Whole("connections", 0, 10_000, false);
    private static final SettingType<Boolean> FLAG = new SettingType.Flag();

    private DataSourceReader() {
    }

    static ResourceDefinition read(ConfigNode node) {
        node.only(KEYS);
        String driver = ResourcesSection.optional(node, "driver");
        String url = ResourcesSection.optional(node, "url");
        if (url == null && driver == null) {
            node.fault("has no url");
        }
        PoolConfig plain = PoolConfig.of(node.key());
        int most = number(node, "max-pool-size", CONNECTIONS, plain.maxSize());
        int least = number(node, "min-idle", IDLE, plain.minIdle());
        if (least > most) {
            Objects.requireNonNullElse(node.child("min-idle"), node)
                    .fault("must be at most max-pool-size, which is " + most);
        }
        PoolConfig pool = new PoolConfig(node.key(), most, least, times(node), session(node), false);
        return new ResourceDefinition.Database(node.origin(), driver, url, ResourcesSection.login(node),
                ResourcesSection.properties(node), new ResourceDefinition.Pool(pool, flag(node, "fail-fast", false)));
    }

    private static PoolConfig.Times times(ConfigNode node) {
        PoolConfig.Times plain = PoolConfig.Times.DEFAULTS;
        return new PoolConfig.Times(time(node, "connection-timeout", Duration.ofMillis(250), plain.connection()),
                zeroOr(node, "idle-timeout", Duration.ofSeconds(10), plain.idle()),
                zeroOr(node, "max-lifetime", Duration.ofSeconds(30), plain.life()),
                zeroOr(node, "keepalive-time", Duration.ofSeconds(30), plain.keepalive()),
                time(node, "validation-timeout", Duration.ofMillis(250), plain.validation()),
                zeroOr(node, "leak-detection-threshold", Duration.ofSeconds(2), plain.leak()));
    }

    private static PoolConfig.Session session(ConfigNode node) {
        String isolation = ResourcesSection.choice(node, "transaction-isolation", ISOLATIONS);
        return new PoolConfig.Session(flag(node, "auto-commit", true), flag(node, "read-only", false),
                isolation == null ? null : "TRANSACTION_" + isolation.replace('-', '_').toUpperCase(Locale.ROOT),
                ResourcesSection.optional(node, "schema"), ResourcesSection.optional(node, "connection-init-sql"),
                ResourcesSection.optional(node, "connection-test-query"));
    }

    private static int number(ConfigNode node, String key, SettingType<Long> type, int otherwise) {
        Long value = node.value(key, type);
        return value == null ? otherwise : value.intValue();
    }

    private static boolean flag(ConfigNode node, String key, boolean otherwise) {
        Boolean value = node.value(key, FLAG);
        return value == null ? otherwise : value;
    }

    private static Duration time(ConfigNode node, String key, Duration least, Duration otherwise) {
        @Nullable
        Duration value = node.value(key, new SettingType.Time(least, DAY, false));
        return value == null ? otherwise : value;
    }

    /// `0s` means never, `unlimited` too.
    private static Duration zeroOr(ConfigNode node, String key, Duration least, Duration otherwise) {
        ConfigNode child = node.child(key);
        if (child != null && (child.text().equals("0") || child.text().equals("0s"))) {
            return Duration.ZERO;
        }
        @Nullable
        Duration value = node.value(key, new SettingType.Time(least, DAY, true));
        return value == null ? otherwise : value.equals(SettingType.Time.FOREVER) ? Duration.ZERO : value;
    }
}
