package dev.lanner.launcher.docs;

import dev.lanner.launcher.config.ConfigSections;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Writes what people read about the settings, from the one table.
final class SettingsFiles {
    private static final int WIDTH = 110;
    private static final String PROFILES = "    \"profiles\": { \"type\": [\"object\", \"null\"], "
            + "\"description\": \"What goes over the rest of the file with --profile NAME\", "
            + "\"additionalProperties\": { \"$ref\": \"#\" } },\n";

    private SettingsFiles() {
    }

    /// `conf/lanner.yaml`: each setting, commented out, with default, unit and reason.
    static String yaml() {
        StringBuilder text = new StringBuilder(
                """
                        # The configuration of Lanner (YAML 1.2). Everything here is commented out and shows its default.
                        # Over this file go environment variables (LANNER_SHUTDOWN_TIMEOUT, LANNER_LIMITS_BACKLOG …), over those
                        # the command line (--set shutdown-timeout=10s, --urls). Unknown keys and wrong values are errors.
                        # `lanner check` checks, `lanner print-config` shows what holds and where it comes from.
                        # A context has its own file, conf/contexts/NAME.yaml: ROOT.yaml for /, a#b.yaml for /a/b.
                        # Where two places set the same limit: request > context > endpoint > endpoint-defaults > server > default.
                        #
                        # yaml-language-server: $schema=lanner.schema.json

                        # ---- where to listen; replaced as a whole by --urls, LANNER_URLS or LANNER_HTTP_PORTS

                        # endpoints:
                        #   web: { url: "http://localhost:8080" }        # the default: both loopback addresses
                        #   all: { url: "http://*:8080" }                # all addresses, IPv4 and IPv6
                        #   socket:
                        #     url: "http://unix:/run/lanner/app.sock"
                        #     unix-mode: "0660"
                        #     limits: { max-request-body-size: 1000000 }

                        # What holds with `lanner run --profile dev` (or LANNER_PROFILE=dev), over the rest of this file:
                        # profiles:
                        #   dev: { access-log: all, jsp-development: true, static-cache-time: 0s, watch-config: true }

                        # Settings of all endpoints, unless an endpoint says otherwise: those marked "endpoint" below, and limits.
                        # endpoint-defaults:
                        #   limits: { keep-alive-timeout: 60s }
                        """);
        groups().forEach((group, settings) -> {
            text.append("\n# ---- ").append(group.isEmpty() ? "server" : group).append('\n');
            if (!group.isEmpty()) {
                text.append("\n# ").append(group).append(":\n");
            }
            for (Setting<?> setting : settings) {
                text.append('\n');
                comment(setting.reason() + also(setting), text);
                text.append(group.isEmpty() ? "# " : "#   ").append(setting.key()).append(": ")
                        .append(yamlValue(setting)).append("   # ").append(setting.type().describe()).append('\n');
            }
        });
        text.append("\n# ---- sections\n");
        for (Section<?> section : ConfigSections.all()) {
            text.append('\n');
            comment(section.reason() + " At: " + places(section.scopes()) + ".", text);
            text.append("# ").append(section.example()).append('\n');
        }
        return text.toString();
    }

    private static String also(Setting<?> setting) {
        if (!setting.scopes().contains(Scope.SERVER)) {
            return " Only at: " + narrower(setting) + ".";
        }
        return setting.scopes().size() == 1 ? "" : " Also at: " + narrower(setting) + ".";
    }

    private static String narrower(Setting<?> setting) {
        List<String> places = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            if (scope != Scope.SERVER && setting.scopes().contains(scope)) {
                places.add(scope.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(" and ", places);
    }

    private static void comment(String text, StringBuilder to) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ")) {
            if (line.length() + word.length() + 1 > WIDTH) {
                to.append(line).append('\n');
                line.setLength(1);
            }
            line.append(' ').append(word);
        }
        to.append(line).append('\n');
    }

    /// `docs/settings.md`.
    static String markdown() {
        StringBuilder text = new StringBuilder(
                """
                        # Settings

                        Generated from the table in `spi/src/main/java/dev/lanner/spi/config/Settings.java`; a test compares.

                        A setting of the server stands in `conf/lanner.yaml`, one of an endpoint under `endpoints: NAME:` or
                        `endpoint-defaults:` there, one of a context in `conf/contexts/NAME.yaml` (`ROOT` for `/`, `a#b` for `/a/b`).
                        `limits.x` is the key `x` in the mapping `limits`. On the command line: `--set limits.x=value`; in the
                        environment: `LANNER_LIMITS_X=value`. Command line goes over environment, over file, over default; among
                        places: request, context, endpoint, endpoint-defaults, server, default. No limit is written `unlimited`.
                        `lanner print-config` shows each value with its origin.

                        A WAR may say what is marked `war` in its `WEB-INF/lanner.yaml`: `lower` at most the owner's value, `off` only
                        `false`, `yes` anything. See [per-context configuration](context-configuration.md).

                        Endpoints: `endpoints: NAME: { url: URL, … }`, with the URL `http://localhost:8080` (both loopback
                        addresses, the default), `http://127.0.0.1:8080`, `http://[::1]:8080`, `http://0.0.0.0:80` (all IPv4 addresses),
                        `http://*:80` (all addresses) or `http://unix:/path/of/socket`; port 0 takes a free one. `--urls` or
                        `LANNER_URLS` (with `;` between URLs), or `LANNER_HTTP_PORTS` (`80;8080`, all addresses), replaces the file's
                        endpoints. Names of endpoints don't differ by case.
                        """);
        groups().forEach((group, settings) -> {
            text.append("\n## ").append(group.isEmpty() ? "Server" : "`" + group + "`").append("\n\n")
                    .append("| key | value | default | where | what and why | since |\n|---|---|---|---|---|---|\n");
            for (Setting<?> setting : settings) {
                text.append("| `").append(setting.name()).append("` | ").append(cell(setting.type().describe()))
                        .append(" | ").append(code(format(setting))).append(" | ").append(places(setting.scopes()))
                        .append(setting.scopes().contains(Scope.WAR) ? " (" + setting.war().describe() + ")" : "")
                        .append(" | ").append(cell(setting.reason())).append(" | ").append(setting.since())
                        .append(" |\n");
            }
        });
        text.append("\n## Sections\n\nParts of the files with a grammar of their own, at the top level.\n\n"
                + "| key | where | example | what and why |\n|---|---|---|---|\n");
        for (Section<?> section : ConfigSections.all()) {
            text.append("| `").append(section.key()).append("` | ").append(places(section.scopes())).append(" | `")
                    .append(cell(section.example())).append("` | ").append(cell(section.reason())).append(" |\n");
        }
        return text.toString();
    }

    private static String places(Set<Scope> scopes) {
        List<String> places = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            if (scopes.contains(scope)) {
                places.add(scope.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(", ", places);
    }

    private static String code(String text) {
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /// `conf/lanner.schema.json` (JSON Schema 2020-12), for editors.
    static String schema() {
        StringBuilder text = new StringBuilder("""
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "Lanner: conf/lanner.yaml",
                """);
        text.append("  \"type\": \"object\",\n  \"additionalProperties\": false,\n  \"properties\": {\n");
        text.append("    \"endpoints\": {\n      \"type\": \"object\",\n      \"additionalProperties\": {\n"
                + "        \"type\": \"object\", \"required\": [\"url\"], \"additionalProperties\": false,\n"
                + "        \"properties\": {\n          \"url\": { \"type\": \"string\", \"pattern\": \"^https?://\" },\n");
        properties(Scope.ENDPOINT, "          ", text);
        text.append("        }\n      }\n    },\n    \"endpoint-defaults\": {\n      \"type\": \"object\", "
                + "\"additionalProperties\": false,\n      \"properties\": {\n");
        properties(Scope.ENDPOINT, "        ", text);
        text.append("      }\n    },\n");
        text.append(PROFILES);
        properties(Scope.SERVER, "    ", text);
        return text.append("  }\n}\n").toString();
    }

    /// `conf/context.schema.json`, for `conf/contexts/NAME.yaml`.
    static String contextSchema() {
        return schema("conf/contexts/NAME.yaml", Scope.CONTEXT);
    }

    /// `conf/war.schema.json`, for `WEB-INF/lanner.yaml`.
    static String warSchema() {
        return schema("WEB-INF/lanner.yaml", Scope.WAR);
    }

    private static String schema(String file, Scope scope) {
        StringBuilder text = new StringBuilder("""
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "Lanner: FILE",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                """.replace("FILE", file));
        text.append(scope == Scope.CONTEXT ? PROFILES : "");
        properties(scope, "    ", text);
        return text.append("  }\n}\n").toString();
    }

    private static void properties(Scope scope, String indent, StringBuilder text) {
        List<String> properties = new ArrayList<>();
        groups().forEach((group, settings) -> {
            List<String> own = settings.stream().filter(setting -> setting.scopes().contains(scope))
                    .map(SettingsFiles::property).toList();
            if (group.isEmpty()) {
                properties.addAll(own);
            } else if (!own.isEmpty()) {
                if (group.equals("tls") && scope == Scope.ENDPOINT) {
                    own = new ArrayList<>(own);
                    own.add("\"names\": { \"type\": [\"object\", \"null\"], \"description\": \"What holds for single "
                            + "server names (SNI): by name, *.END, or *.\", \"additionalProperties\": { \"type\": "
                            + "\"object\" } }");
                }
                properties
                        .add("\"" + group + "\": { \"type\": [\"object\", \"null\"], \"additionalProperties\": false, "
                                + "\"properties\": {\n" + indent + "  " + String.join(",\n" + indent + "  ", own) + "\n"
                                + indent + "} }");
            }
        });
        for (Section<?> section : ConfigSections.all()) {
            if (section.scopes().contains(scope)) {
                properties.add("\"" + section.key() + "\": { \"description\": " + json(section.reason()) + ", "
                        + section.schema().strip().substring(1).strip());
            }
        }
        text.append(indent).append(String.join(",\n" + indent, properties)).append('\n');
    }

    private static String property(Setting<?> setting) {
        return "\"" + setting.key() + "\": { " + jsonType(setting.type()) + ", \"description\": "
                + json(setting.reason() + " (" + setting.type().describe() + ")") + ", \"default\": "
                + (setting.type() instanceof SettingType.Whole && !format(setting).equals("unlimited")
                        || setting.type() instanceof SettingType.Flag ? format(setting) : json(format(setting)))
                + " }";
    }

    private static String jsonType(SettingType<?> type) {
        return switch (type) {
            case SettingType.Whole whole -> whole.unlimited()
                    ? "\"anyOf\": [{ \"const\": \"unlimited\" }, { " + integer(whole) + " }]"
                    : integer(whole);
            case SettingType.Flag _ -> "\"type\": \"boolean\"";
            case SettingType.Word<?> word -> {
                List<String> words = new ArrayList<>();
                for (Enum<?> value : word.type().getEnumConstants()) {
                    words.add(json(value.name().toLowerCase(Locale.ROOT).replace('_', '-')));
                }
                // YAML 1.1 editors read an unquoted off as false
                yield "\"enum\": [" + String.join(", ", words) + "]";
            }
            case SettingType.Time time -> "\"type\": \"string\", \"pattern\": \"^([0-9]{1,12}(ms|s|m|min|h|d)"
                    + (time.unlimited() ? "|unlimited" : "") + ")$\"";
            case SettingType.Words _,SettingType.LoggedFields _,SettingType.Choices _,SettingType.Levels _,SettingType.NetworkList _,SettingType.HostList _,SettingType.Arguments _ ->
                "\"type\": [\"string\", \"array\"]";
            case SettingType.Mode _,SettingType.HttpsPlace _ -> "\"type\": [\"string\", \"integer\"]";
            case SettingType.CookieText _,SettingType.FileName _,SettingType.Text _,SettingType.File _,SettingType.Url _,SettingType.Encoding _,SettingType.AbsolutePath _ ->
                "\"type\": \"string\"";
        };
    }

    private static String integer(SettingType.Whole whole) {
        return "\"type\": \"integer\", \"minimum\": " + whole.min() + ", \"maximum\": " + whole.max();
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String yamlValue(Setting<?> setting) {
        String value = format(setting);
        boolean plain = setting.type() instanceof SettingType.Whole || setting.type() instanceof SettingType.Flag
                || setting.type() instanceof SettingType.Word || setting.type() instanceof SettingType.Time;
        return switch (setting.type()) {
            case SettingType.Choices _,SettingType.Words _,SettingType.LoggedFields _,SettingType.Levels _,SettingType.Arguments _ ->
                "[" + value + "]";
            case SettingType.NetworkList _,SettingType.HostList _ -> value.isEmpty()
                    ? "[]"
                    : "[\"" + value.replace(", ", "\", \"") + "\"]";
            default -> plain ? value : '"' + value + '"';
        };
    }

    private static <T> String format(Setting<T> setting) {
        return setting.type().format(setting.defaultValue());
    }

    /// All settings by group, those without one first.
    private static Map<String, List<Setting<?>>> groups() {
        Map<String, List<Setting<?>>> groups = new LinkedHashMap<>();
        groups.put("", new ArrayList<>());
        for (Setting<?> setting : Settings.all()) {
            groups.computeIfAbsent(setting.group(), group -> new ArrayList<>()).add(setting);
        }
        return groups;
    }
}
