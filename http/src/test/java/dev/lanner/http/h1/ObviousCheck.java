package dev.lanner.http.h1;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What must be true of each accepted head, said slowly and with other means than the parser's.
final class ObviousCheck {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String LABEL = "[A-Za-z0-9_~-]+";
    private static final String PORT = "(:([1-9][0-9]{0,4})?)?";

    private ObviousCheck() {
    }

    static void accepted(String text, RequestHead head) {
        String rest = text.startsWith("\r\n") ? text.substring(2) : text;
        assertTrue(rest.endsWith("\r\n\r\n"), text);
        String[] lines = rest.substring(0, rest.length() - 4).split("\r\n", -1);
        for (String line : lines) {
            assertFalse(line.isEmpty(), text);
            assertTrue(line.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 127), text);
        }
        assertTrue(lines[0].matches(TOKEN + " [!-~]+ HTTP/1\\.[01]"), text);
        assertFalse(lines[0].contains("#") && !lines[0].substring(0, lines[0].indexOf(' ')).contains("#"), text);
        checkFields(text, lines, head);
        checkPath(text, head.target().path());
    }

    private static void checkFields(String text, String[] lines, RequestHead head) {
        for (int i = 1; i < lines.length; i++) {
            assertTrue(lines[i].matches("(?s)" + TOKEN + ":.*"), text);
        }
        assertEquals(lines.length - 1, head.headers().size(), text);
        List<String> lengths = values(lines, "content-length");
        List<String> codings = values(lines, "transfer-encoding");
        List<String> hosts = values(lines, "host");
        boolean http11 = lines[0].endsWith("1.1");
        assertTrue(lengths.size() <= 1 && codings.size() <= 1 && lengths.size() + codings.size() <= 1, text);
        assertTrue(codings.isEmpty() || http11 && codings.getFirst().equalsIgnoreCase("chunked"), text);
        assertEquals(!codings.isEmpty(), head.chunked(), text);
        assertTrue(lengths.isEmpty() || lengths.getFirst().matches("[0-9]{1,19}"), text);
        assertEquals(lengths.isEmpty() ? -1 : Long.parseLong(lengths.getFirst()), head.contentLength(), text);
        assertTrue(hosts.size() == 1 || !http11 && hosts.isEmpty(), text);
        for (String host : hosts) {
            assertTrue(host.matches("(" + LABEL + "(\\." + LABEL + ")*\\.?|\\[[0-9A-Fa-f:.]+])" + PORT), text);
        }
        String method = lines[0].substring(0, lines[0].indexOf(' '));
        assertEquals(method, head.method());
        assertFalse(!http11 && lengths.isEmpty() && (method.equals("POST") || method.equals("PUT")), text);
    }

    private static void checkPath(String text, String path) {
        assertTrue(path.startsWith("/") || path.equals("*"), text);
        assertFalse((path + "/").contains("/../") || (path + "/").contains("/./") || path.contains("//")
                || path.contains("\\") || path.chars().anyMatch(Character::isISOControl), text);
    }

    private static List<String> values(String[] lines, String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (lines[i].substring(0, colon).equalsIgnoreCase(name)) {
                values.add(lines[i].substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", ""));
            }
        }
        return values;
    }
}
