package dev.lanner.container.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// An item of a list such as Accept-Encoding with its quality value (RFC 9110, 12.4.2).
///
/// @param item the item without its parameters, as written
/// @param weight the quality value in thousandths, 0 to 1000; 0 means "not wanted"
public record Weighted(String item, int weight) {
    /// The most items that are looked at; what comes after is passed over.
    public static final int MAX_ITEMS = 64;

    private static final int NO_WEIGHT = -1;

    /// The items of all fields of one name in their order. An item with a malformed quality value is left out. The work
    /// is in proportion to the input.
    public static List<Weighted> parse(List<String> fields) {
        List<Weighted> items = new ArrayList<>();
        for (String field : fields) {
            int start = 0;
            while (start <= field.length() && items.size() < MAX_ITEMS) {
                int comma = field.indexOf(',', start);
                int end = comma < 0 ? field.length() : comma;
                add(field, start, end, items);
                start = end + 1;
            }
        }
        return items;
    }

    /// The wanted items, heaviest first; of equal weight in their order.
    public static List<Weighted> preferred(List<String> fields) {
        List<Weighted> items = parse(fields);
        items.removeIf(item -> item.weight == 0);
        items.sort(Comparator.comparingInt((Weighted item) -> item.weight).reversed());
        return items;
    }

    private static void add(String field, int start, int end, List<Weighted> items) {
        int semicolon = field.indexOf(';', start, end);
        boolean parameters = semicolon >= 0;
        String item = field.substring(start, parameters ? semicolon : end).strip();
        int weight = parameters ? weight(field, semicolon, end) : 1000;
        if (!item.isEmpty() && weight != NO_WEIGHT) {
            items.add(new Weighted(item, weight));
        }
    }

    /// The weight among the parameters that begin with the semicolon at `at`.
    private static int weight(String field, int at, int end) {
        while (at < end) {
            int next = field.indexOf(';', Math.min(at + 1, end), end);
            next = next < 0 ? end : next;
            String parameter = field.substring(at + 1, next).strip();
            if (parameter.length() >= 2 && (parameter.charAt(0) | 0x20) == 'q' && parameter.charAt(1) == '=') {
                return thousandths(parameter.substring(2));
            }
            at = next;
        }
        return 1000;
    }

    private static int thousandths(String text) {
        int length = text.length();
        if (length == 0 || length > 5 || text.charAt(0) != '0' && text.charAt(0) != '1'
                || length > 1 && text.charAt(1) != '.') {
            return NO_WEIGHT;
        }
        int value = (text.charAt(0) - '0') * 1000;
        int unit = 100;
        for (int i = 2; i < length; i++, unit /= 10) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return NO_WEIGHT;
            }
            value += (digit - '0') * unit;
        }
        return value > 1000 ? NO_WEIGHT : value;
    }
}
