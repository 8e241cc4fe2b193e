package dev.lanner.container.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The field Range (RFC 9110, 14.2).
final class ByteRanges {
    /// The most ranges that are answered one by one; above it the whole file is sent.
    static final int MOST = 16;

    private static final String UNIT = "bytes=";
    /// Positions of more digits are beyond any file.
    private static final int MOST_DIGITS = 18;
    private static final long NONE = -1;

    private ByteRanges() {
    }

    /// A range within a file.
    ///
    /// @param first the first byte
    /// @param last the last byte
    record Range(long first, long last) {

        long length() {
            return last - first + 1;
        }

        String contentRange(long total) {
            return "bytes " + first + '-' + last + '/' + total;
        }
    }

    /// The ranges to send.
    ///
    /// @param length of the file
    /// @return null to send the whole file: the field is malformed, of another unit, has too many ranges or overlapping
    ///   ones; empty when none of them lies in the file (416)
    static @Nullable List<Range> parse(String field, long length) {
        if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return null;
        }
        List<Range> ranges = new ArrayList<>();
        int count = 0;
        int start = UNIT.length();
        while (start <= field.length()) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            String spec = field.substring(start, end).strip();
            start = end + 1;
            if (spec.isEmpty()) {
                continue;
            }
            count++;
            if (count > MOST || !add(spec, length, ranges)) {
                return null;
            }
        }
        return count == 0 || overlap(ranges) ? null : ranges;
    }

    /// @return whether the range is well-formed
    private static boolean add(String spec, long length, List<Range> ranges) {
        int dash = spec.indexOf('-');
        if (dash < 0 || !digits(spec, 0, dash) || !digits(spec, dash + 1, spec.length())) {
            return false;
        }
        long from = number(spec, 0, dash);
        long to = number(spec, dash + 1, spec.length());
        if (from == NONE && to == NONE || from != NONE && to != NONE && to < from) {
            return false;
        }
        if (from == NONE) {
            if (to > 0 && length > 0) {
                ranges.add(new Range(Math.max(length - to, 0), length - 1));
            }
        } else if (from < length) {
            ranges.add(new Range(from, to == NONE ? length - 1 : Math.min(to, length - 1)));
        }
        return true;
    }

    private static boolean digits(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long number(String text, int start, int end) {
        if (start == end) {
            return NONE;
        }
        return end - start > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, start, end, 10);
    }

    private static boolean overlap(List<Range> ranges) {
        if (ranges.size() < 2) {
            return false;
        }
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::first));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).first <= sorted.get(i - 1).last) {
                return true;
            }
        }
        return false;
    }
}
