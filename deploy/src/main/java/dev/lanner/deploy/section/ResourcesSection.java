package dev.lanner.deploy.section;

import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.deploy.resource.ResourceDefinition.Login;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.SettingType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `resources: { jdbc/shop: { type: datasource, url: … } }`: what a context finds below `java:comp/env`; in the server's
/// file what contexts may link to by `{ type: shared, name: … }`.
public final class ResourcesSection implements Section<Map<String, ResourceDefinition>> {
    /// The one there is.
    public static final ResourcesSection SECTION = new ResourcesSection();

    private static final List<String> TYPES = List.of("datasource", "mail", "custom", "bean", "url", "shared");
    private static final SettingType<Long> PORT = new SettingType.Whole("a port", 1, 65_535, false);

    private ResourcesSection() {
    }

    @Override
    public String key() {
        return "resources";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER, Scope.CONTEXT);
    }

    @Override
    public String reason() {
        return "Data sources, mail sessions, objects of factories, beans and URLs below java:comp/env, by name. Those in "
                + "lanner.yaml are for contexts that link to them.";
    }

    @Override
    public String example() {
        return "resources: { jdbc/shop: { type: datasource, url: \"jdbc:postgresql://localhost/shop\", user: shop, "
                + "password-file: shop-password } }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"type\": \"object\", \"required\": "
                + "[\"type\"], \"properties\": { \"type\": { \"enum\": [\"" + String.join("\", \"", TYPES)
                + "\"] } } } }";
    }

    @Override
    public Map<String, ResourceDefinition> empty() {
        return Map.of();
    }

    @Override
    public Map<String, ResourceDefinition> read(ConfigNode node) {
        Map<String, ResourceDefinition> resources = new LinkedHashMap<>();
        if (!node.mapping()) {
            return resources;
        }
        for (ConfigNode resource : node.children().values()) {
            ResourceDefinition definition = resource.mapping() ? one(resource) : null;
            if (definition != null) {
                resources.put(resource.key(), definition);
            }
        }
        return Collections.unmodifiableMap(resources);
    }

    private static @Nullable ResourceDefinition one(ConfigNode resource) {
        ConfigNode type = resource.child("type");
        if (type == null) {
            resource.fault("has no type, it must be one of " + TYPES);
            return null;
        }
        return switch (type.text()) {
            case "datasource" -> DataSourceReader.read(resource);
            case "mail" -> mail(resource);
            case "custom" -> custom(resource);
            case "bean" -> bean(resource);
            case "url" -> {
                resource.only("type", "url");
                String url = text(resource, "url");
                yield url == null ? null : new ResourceDefinition.Url(resource.origin(), url);
            }
            case "shared" -> {
                resource.only("type", "name");
                String name = text(resource, "name");
                yield name == null ? null : new ResourceDefinition.Shared(resource.origin(), name);
            }
            default -> {
                type.fault("must be one of " + TYPES);
                yield null;
            }
        };
    }

    private static ResourceDefinition mail(ConfigNode resource) {
        resource.only("type", "host", "port", "from", "user", "password", "password-file", "properties");
        Map<String, String> properties = properties(resource);
        String host = optional(resource, "host");
        if (host != null) {
            properties.putIfAbsent("mail.host", host);
            properties.putIfAbsent("mail.smtp.host", host);
        }
        Long port = resource.value("port", PORT);
        if (port != null) {
            properties.putIfAbsent("mail.smtp.port", port.toString());
        }
        String from = optional(resource, "from");
        if (from != null) {
            properties.putIfAbsent("mail.from", from);
        }
        return new ResourceDefinition.Mail(resource.origin(), properties, login(resource));
    }

    private static @Nullable ResourceDefinition custom(ConfigNode resource) {
        resource.only("type", "factory", "class", "properties");
        String factory = text(resource, "factory");
        String made = optional(resource, "class");
        Map<String, String> properties = properties(resource);
        return factory == null
                ? null
                : new ResourceDefinition.Custom(resource.origin(), factory, made == null ? "java.lang.Object" : made,
                        properties);
    }

    private static @Nullable ResourceDefinition bean(ConfigNode resource) {
        resource.only("type", "class", "properties");
        String made = text(resource, "class");
        Map<String, String> properties = properties(resource);
        return made == null ? null : new ResourceDefinition.Bean(resource.origin(), made, properties);
    }

    /// A text that must be there.
    static @Nullable String text(ConfigNode parent, String key) {
        ConfigNode child = parent.child(key);
        if (child == null) {
            parent.fault("has no " + key);
            return null;
        }
        if (child.scalar() && child.text().isBlank()) {
            child.fault("must not be empty");
        }
        return child.text();
    }

    /// A text that may be there.
    static @Nullable String optional(ConfigNode parent, String key) {
        return parent.child(key) == null ? null : text(parent, key);
    }

    static Map<String, String> properties(ConfigNode parent) {
        Map<String, String> properties = new TreeMap<>();
        ConfigNode mapping = parent.child("properties");
        if (mapping != null && mapping.mapping()) {
            collect(mapping, "", properties);
        }
        return properties;
    }

    /// `mail: { smtp: { host: x } }` is the same as `mail.smtp.host: x`.
    private static void collect(ConfigNode mapping, String prefix, Map<String, String> to) {
        for (ConfigNode property : mapping.children().values()) {
            if (property.kind() == ConfigNode.Kind.MAPPING) {
                collect(property, prefix + property.key() + ".", to);
            } else if (property.scalar()) {
                to.put(prefix + property.key(), property.text());
            }
        }
    }

    static Login login(ConfigNode parent) {
        ConfigNode file = parent.child("password-file");
        ConfigNode password = parent.child("password");
        if (file != null && password != null) {
            file.fault("stands beside password; keep one of them");
        }
        String secret = file == null ? optional(parent, "password") : Secrets.read(file);
        return new Login(optional(parent, "user"), secret);
    }

    /// Of a choice, in the words of the file.
    static @Nullable String choice(ConfigNode parent, String key, Collection<String> words) {
        ConfigNode child = parent.child(key);
        if (child == null || !child.scalar()) {
            return null;
        }
        if (!words.contains(child.text())) {
            child.fault("must be one of " + words);
            return null;
        }
        return child.text();
    }

    @Override
    public boolean secret(ConfigNode node) {
        return Secrets.isSecret(node.path()) || Secrets.holdsSecret(node.text());
    }
}
