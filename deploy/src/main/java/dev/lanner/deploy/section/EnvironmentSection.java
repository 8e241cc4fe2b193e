package dev.lanner.deploy.section;

import dev.lanner.deploy.resource.EnvironmentValue;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// `environment: { greeting: hello, pool.size: 5 }`: environment entries of a context, over those of its descriptors.
public final class EnvironmentSection implements Section<Map<String, EnvironmentValue>> {
    /// The one there is.
    public static final EnvironmentSection SECTION = new EnvironmentSection();

    private static final String VALUE = ".value";

    private EnvironmentSection() {
    }

    @Override
    public String key() {
        return "environment";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.CONTEXT);
    }

    @Override
    public String reason() {
        return "Entries below java:comp/env. They replace the values of web.xml, whose types they keep; others are texts, "
                + "unless written as { type: Integer, value: 5 }.";
    }

    @Override
    public String example() {
        return "environment: { greeting: hello, pool.size: { type: Integer, value: 5 } }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"type\": [\"string\", \"number\", "
                + "\"boolean\", \"object\"] } }";
    }

    @Override
    public Map<String, EnvironmentValue> empty() {
        return Map.of();
    }

    @Override
    public Map<String, EnvironmentValue> read(ConfigNode node) {
        Map<String, EnvironmentValue> entries = new LinkedHashMap<>();
        if (!node.mapping()) {
            return entries;
        }
        for (ConfigNode entry : node.children().values()) {
            if (entry.kind() == ConfigNode.Kind.MAPPING) {
                typed(entry, entries);
            } else if (entry.scalar()) {
                entries.put(entry.key(), new EnvironmentValue(entry.text(), null, entry.origin()));
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    private static void typed(ConfigNode entry, Map<String, EnvironmentValue> entries) {
        if (!entry.only("type", "value")) {
            return;
        }
        ConfigNode type = entry.child("type");
        ConfigNode value = entry.child("value");
        if (type == null || value == null) {
            entry.fault("must be a value, or have both type and value");
            return;
        }
        boolean typed = type.scalar();
        if (value.scalar() && typed) {
            entries.put(entry.key(), new EnvironmentValue(value.text(), type.text(), entry.origin()));
        }
    }

    @Override
    public boolean secret(ConfigNode node) {
        // an entry may be written as { type: …, value: … }
        String path = node.path();
        boolean typed = path.endsWith(VALUE) && Secrets.isSecret(path.substring(0, path.length() - VALUE.length()));
        return typed || Secrets.isSecret(path) || Secrets.holdsSecret(node.text());
    }
}
