package dev.lanner.deploy.environment;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.resource.PoolConfig;
import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.deploy.resource.ResourceDefinition.Login;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `data-source` and `mail-session`; the annotations of the same names are read into these elements before. Pure.
final class DefinitionReader {
    private static final Map<String, String> ISOLATIONS = Map.of("0", "TRANSACTION_NONE", "1",
            "TRANSACTION_READ_UNCOMMITTED", "2", "TRANSACTION_READ_COMMITTED", "4", "TRANSACTION_REPEATABLE_READ", "8",
            "TRANSACTION_SERIALIZABLE");

    private DefinitionReader() {
    }

    static ResourceDefinition database(Element element) throws InvalidDescriptorException {
        String driver = Reference.filled(element, "class-name");
        String url = Reference.filled(element, "url");
        if (driver == null) {
            throw new InvalidDescriptorException("LNR-4165", element.at(), "the data source \""
                    + element.text("name", "") + "\" has no class: the name of a driver or of its DataSource");
        }
        Map<String, String> properties = properties(element);
        // a driver gets an URL, and nothing that only a data source has setters for
        if (url == null) {
            put(properties, "serverName", element.text("server-name", "localhost"));
            put(properties, "databaseName", element.text("database-name", ""));
            String port = element.text("port-number", "");
            put(properties, "portNumber", port.equals("-1") ? "" : port);
        }
        put(properties, "loginTimeout", number(element, "login-timeout", 0) > 0
                ? element.text("login-timeout", "")
                : "");
        return new ResourceDefinition.Database(element.at().toString(), driver, url, login(element), properties,
                new ResourceDefinition.Pool(pool(element), false));
    }

    private static PoolConfig pool(Element element) throws InvalidDescriptorException {
        PoolConfig plain = PoolConfig.of(element.text("name", ""));
        int most = number(element, "max-pool-size", -1);
        int least = Math.max(number(element, "min-pool-size", -1), number(element, "initial-pool-size", -1));
        int idle = number(element, "max-idle-time", -1);
        PoolConfig.Times times = plain.times();
        int size = most > 0 ? most : plain.maxSize();
        return new PoolConfig(plain.name(), size, Math.min(size, Math.max(0, least)),
                new PoolConfig.Times(times.connection(), idle > 0 ? Duration.ofSeconds(idle) : times.idle(),
                        times.life(), times.keepalive(), times.validation(), times.leak()),
                new PoolConfig.Session(true, false, isolation(element), null, null, null), false);
    }

    private static @Nullable String isolation(Element element) throws InvalidDescriptorException {
        String text = element.text("isolation-level", "");
        if (text.isEmpty() || text.equals("-1")) {
            return null;
        }
        String name = ISOLATIONS.getOrDefault(text, text);
        if (!ISOLATIONS.containsValue(name)) {
            throw new InvalidDescriptorException("LNR-4165", element.at(), "the isolation level of the data source \""
                    + element.text("name", "") + "\" is \"" + text + "\", it must be one of "
                    + ISOLATIONS.values().stream().sorted().toList());
        }
        return name;
    }

    static ResourceDefinition mail(Element element) {
        Map<String, String> properties = properties(element);
        String transport = element.text("transport-protocol", "");
        String store = element.text("store-protocol", "");
        put(properties, "mail.transport.protocol", transport);
        put(properties, "mail.store.protocol", store);
        put(properties, "mail." + store + ".class", store.isEmpty() ? "" : element.text("store-protocol-class", ""));
        put(properties, "mail." + transport + ".class",
                transport.isEmpty() ? "" : element.text("transport-protocol-class", ""));
        put(properties, "mail.host", element.text("host", ""));
        put(properties, "mail.from", element.text("from", ""));
        return new ResourceDefinition.Mail(element.at().toString(), properties, login(element));
    }

    private static Login login(Element element) {
        return new Login(Reference.filled(element, "user"), Reference.filled(element, "password"));
    }

    private static Map<String, String> properties(Element element) {
        Map<String, String> properties = new HashMap<>();
        for (Element property : element.children("property")) {
            properties.put(property.text("name", ""), property.text("value", ""));
        }
        return properties;
    }

    private static void put(Map<String, String> properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.putIfAbsent(name, value);
        }
    }

    private static int number(Element element, String child, int otherwise) throws InvalidDescriptorException {
        String text = element.text(child, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidDescriptorException("LNR-4165", element.at(), "<" + child + "> is \"" + text
                    + "\", it must be a whole number");
        }
    }
}
