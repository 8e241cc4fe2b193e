package dev.lanner.launcher.config;

import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a configuration as YAML, each value with its origin. What it writes can be read again and means the same, but
/// for secrets, which are left out.
public final class ConfigurationPrinter {
    private static final int COMMENT_COLUMN = 56;

    private static final String HIDDEN = "\"(not shown)\"";

    private final StringBuilder text = new StringBuilder();
    private int unnamed;

    private ConfigurationPrinter() {
    }

    /// All of the server's settings; of endpoints and contexts what differs.
    ///
    /// @throws ConfigurationException when the file of a context has become wrong since it was read
    public static String print(Configuration configuration) throws ConfigurationException {
        ConfigurationPrinter printer = new ConfigurationPrinter();
        if (!configuration.profile().isEmpty()) {
            printer.text.append("# profile: ").append(configuration.profile()).append('\n');
        }
        printer.settings(configuration.server(), null, Scope.SERVER, "");
        printer.sections(configuration.sections());
        printer.text.append("endpoints:\n");
        for (EndpointConfig endpoint : configuration.endpoints()) {
            printer.endpoint(endpoint, configuration.server());
        }
        for (String name : configuration.contexts().names()) {
            printer.text.append("# conf/contexts/").append(name).append(".yaml\n");
            printer.commented(configuration.contexts().read(name), configuration.server());
        }
        return printer.text.toString();
    }

    private void endpoint(EndpointConfig endpoint, SettingValues server) {
        String name = endpoint.name();
        text.append("  ").append(name.indexOf(':') < 0 ? name : "url-" + ++unnamed).append(":\n");
        int start = text.length();
        line("    url: " + quoted(endpoint.url().toString()), endpoint.origin());
        settings(endpoint.settings(), server, Scope.ENDPOINT, "    ");
        if (endpoint.names().isEmpty()) {
            return;
        }
        boolean grouped = text.indexOf("\n    tls:\n", start) >= 0;
        // the group of the endpoint's own settings is the last but for others that may follow: YAML wants one mapping
        int at = grouped ? endOfGroup(start) : text.length();
        String rest = text.substring(at);
        text.setLength(at);
        text.append(grouped ? "" : "    tls:\n").append("      names:\n");
        for (Map.Entry<String, SettingValues> each : endpoint.names().entrySet()) {
            text.append("        ").append(quoted(each.getKey())).append(":\n");
            names(each.getValue(), endpoint.settings());
        }
        text.append(rest);
    }

    private int endOfGroup(int start) {
        int at = text.indexOf("\n    tls:\n", start) + "\n    tls:\n".length();
        while (text.indexOf("      ", at) == at) {
            at = text.indexOf("\n", at) + 1;
        }
        return at;
    }

    private void names(SettingValues values, SettingValues endpoint) {
        boolean certificate = false;
        for (Setting<?> setting : Settings.all()) {
            if (setting.group().equals("certificate") && differs(values, endpoint, setting)) {
                text.append(certificate ? "" : "          certificate:\n");
                certificate = true;
                line("            " + setting.key() + ": " + value(values, setting), values.origin(setting));
            }
        }
        for (Setting<?> setting : Settings.all()) {
            if (setting.group().equals("tls") && differs(values, endpoint, setting)) {
                line("          " + setting.key() + ": " + value(values, setting), values.origin(setting));
            }
        }
    }

    private void sections(Sections sections) {
        sections.written().forEach((section, node) -> section(section, node, ""));
    }

    private void section(Section<?> section, ConfigNode node, String indent) {
        String key = indent + quoted(node.key()) + ":";
        switch (node.kind()) {
            case MAPPING -> {
                text.append(key).append('\n');
                for (ConfigNode child : node.children().values()) {
                    section(section, child, indent + "  ");
                }
            }
            case NOTHING -> line(key, node.origin());
            case SCALAR -> line(key + " " + (section.secret(node) ? HIDDEN : quoted(node.text())), node.origin());
            case LIST -> {
                List<String> items = new ArrayList<>();
                for (String item : node.items()) {
                    items.add(quoted(item));
                }
                line(key + " " + (section.secret(node) ? HIDDEN : items.toString()), node.origin());
            }
        }
    }

    private void commented(ContextFile file, SettingValues server) {
        int start = text.length();
        settings(file.settings(), server, Scope.CONTEXT, "");
        sections(file.sections());
        String said = text.substring(start);
        text.setLength(start);
        said.lines().forEach(line -> text.append("#   ").append(line).append('\n'));
    }

    /// @param wider settings that say the same there are left out; null for none
    private void settings(SettingValues values, @Nullable SettingValues wider, Scope scope, String indent) {
        Map<String, List<Setting<?>>> groups = new LinkedHashMap<>();
        groups.put("", new ArrayList<>());
        for (Setting<?> setting : Settings.all()) {
            if (setting.scopes().contains(scope) && (wider == null || differs(values, wider, setting))) {
                groups.computeIfAbsent(setting.group(), name -> new ArrayList<>()).add(setting);
            }
        }
        groups.forEach((group, settings) -> {
            if (!group.isEmpty()) {
                text.append(indent).append(group).append(":\n");
            }
            for (Setting<?> setting : settings) {
                line(indent + (group.isEmpty() ? "" : "  ") + setting.key() + ": " + value(values, setting),
                        values.origin(setting));
            }
        });
    }

    private static boolean differs(SettingValues values, SettingValues wider, Setting<?> setting) {
        return !values.origin(setting).equals(wider.origin(setting))
                || !values.get(setting).equals(wider.get(setting));
    }

    private static <T> String value(SettingValues values, Setting<T> setting) {
        String value = setting.type().format(values.get(setting));
        return setting.type() instanceof SettingType.Whole || setting.type() instanceof SettingType.Flag
                ? value
                : quoted(value);
    }

    static String quoted(String value) {
        boolean plain = !value.isEmpty();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            plain &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && (c >= '0' && c <= '9' || c == '-');
        }
        return plain && !value.equalsIgnoreCase("null") ? value : '"' + escaped(value) + '"';
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                escaped.append("\\u").append(HexFormat.of().toHexDigits((short) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private void line(String setting, String origin) {
        text.append(setting).repeat(' ', Math.max(1, COMMENT_COLUMN - setting.length())).append("# ").append(origin)
                .append('\n');
    }
}
