package dev.lanner.launcher.control;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is asked of a running server.
///
/// @param command such as `stop`
/// @param values what it needs, by name
public record ControlRequest(String command, Map<String, String> values) {
    private static final String COMMAND = "command";

    /// Copies the values.
    public ControlRequest {
        values = Map.copyOf(values);
    }

    /// A value that the command can't do without.
    ///
    /// @throws ControlException when it is missing
    public String value(String name) throws ControlException {
        String value = values.get(name);
        if (value == null) {
            throw new ControlException("LNR-5403: '" + command + "' needs '" + name + "'");
        }
        return value;
    }

    /// The command alone: values may be secrets.
    @Override
    public String toString() {
        return command;
    }

    static ControlRequest parse(String text) throws ControlException {
        Map<String, String> values = new LinkedHashMap<>();
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            String line = end < 0 ? text.substring(start) : text.substring(start, end);
            start = end < 0 ? text.length() : end + 1;
            int equals = line.indexOf('=');
            if (line.isEmpty()) {
                break;
            }
            if (equals < 1 || values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw new ControlException("LNR-5403: malformed request");
            }
        }
        String command = values.remove(COMMAND);
        if (command == null) {
            throw new ControlException("LNR-5403: malformed request");
        }
        return new ControlRequest(command, values);
    }

    /// @throws ControlException when a value holds a line break
    String format() throws ControlException {
        StringBuilder text = new StringBuilder();
        line(COMMAND, command, text);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            line(entry.getKey(), entry.getValue(), text);
        }
        return text.append('\n').toString();
    }

    private static void line(String key, String value, StringBuilder text) throws ControlException {
        if (value.indexOf('\n') >= 0) {
            throw new ControlException("LNR-5403: a line break is not allowed in '" + value + "'");
        }
        text.append(key).append('=').append(value).append('\n');
    }
}
