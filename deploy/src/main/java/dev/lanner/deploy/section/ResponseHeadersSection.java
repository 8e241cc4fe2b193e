package dev.lanner.deploy.section;

import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.message.FieldSyntax;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `response-headers: { X-Frame-Options: DENY }`: fields of every response of a context, unless the application sets
/// them itself. By name as it is written; an empty value stands for none, so that a context can take back one of the
/// server's.
public final class ResponseHeadersSection implements Section<Map<String, String>> {
    /// The one there is.
    public static final ResponseHeadersSection SECTION = new ResponseHeadersSection();

    private static final int MOST = 100;
    private static final int LONGEST = 8192;
    /// Those that the server writes: they belong to the connection or to the content.
    private static final Set<String> OWN = Set.of("connection", "content-encoding", "content-length", "content-range",
            "date", "keep-alive", "proxy-connection", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade");

    private ResponseHeadersSection() {
    }

    @Override
    public String key() {
        return "response-headers";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER, Scope.CONTEXT, Scope.WAR);
    }

    @Override
    public String reason() {
        return "Fields of every response of a context, files, errors and redirects included, unless the application sets "
                + "them itself. A context's go over the server's; an empty value takes one back.";
    }

    @Override
    public String example() {
        return "response-headers: { X-Frame-Options: DENY, Referrer-Policy: same-origin }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"type\": [\"string\", \"number\", "
                + "\"boolean\"] } }";
    }

    @Override
    public Map<String, String> empty() {
        return Map.of();
    }

    @Override
    public Map<String, String> read(ConfigNode node) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!node.mapping()) {
            return fields;
        }
        if (node.children().size() > MOST) {
            node.fault("must hold at most " + MOST + " fields");
        }
        Set<String> seen = new HashSet<>();
        for (ConfigNode field : node.children().values()) {
            if (!seen.add(field.key().toLowerCase(Locale.ROOT))) {
                field.fault("stands twice: names of fields don't differ by case");
            } else if (isRight(field)) {
                fields.put(field.key(), field.text());
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    /// A WAR may add fields, and not change what the owner says of one.
    @Override
    public Map<String, String> within(Map<String, String> server, Map<String, String> context, Map<String, String> own,
            ConfigNode node) {
        Map<String, String> all = new LinkedHashMap<>(context);
        own.forEach((name, value) -> {
            String said = find(name, context);
            said = said == null ? find(name, server) : said;
            ConfigNode field = node.child(name);
            if (said == null) {
                all.put(name, value);
            } else if (!said.equals(value) && field != null) {
                field.fault("is a field of which the owner says '" + said + "'; a WAR may only add fields");
            }
        });
        return Collections.unmodifiableMap(all);
    }

    private static @Nullable String find(String name, Map<String, String> fields) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return null;
    }

    /// What holds for a context: its own fields over the server's, without those that are taken back.
    public static Map<String, String> merge(Map<String, String> server, Map<String, String> context) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(server);
        all.putAll(context);
        all.values().removeIf(String::isEmpty);
        return Collections.unmodifiableMap(all);
    }

    private static boolean isRight(ConfigNode field) {
        if (!FieldSyntax.isToken(field.key())) {
            field.fault("is not the name of a field");
            return false;
        }
        if (OWN.contains(field.key().toLowerCase(Locale.ROOT))) {
            field.fault("is a field that the server or the application writes for each response");
            return false;
        }
        if (!field.scalar()) {
            return false;
        }
        String value = field.text();
        if (value.length() > LONGEST || !isValue(value)) {
            field.fault("must be the value of a field: at most " + LONGEST
                    + " characters, none of them a control character, no space at its ends");
            return false;
        }
        return true;
    }

    /// Visible ASCII, and spaces and tabs inside (RFC 9110, 5.5).
    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean space = c == ' ' || c == '\t';
            if (space ? i == 0 || i == value.length() - 1 : c <= ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }
}
