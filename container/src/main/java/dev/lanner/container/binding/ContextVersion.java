package dev.lanner.container.binding;

/// The order of versions of one context, such as of `shop##2.war` and `shop##10.war`. Stateless.
///
/// Runs of digits are compared as numbers, all else as text, from the left: `2` before `10`, `1.9` before `1.10`,
/// `20250101` before `20251231`, `a` before `b`. Of two where one begins with the other the longer is the higher: `1`
/// before `1.1`. A context without a version is older than any with one. Versions that differ only in zeros in front of a
/// number, as `2` and `02`, are compared as text.
public final class ContextVersion {
    private ContextVersion() {
    }

    /// Negative when the first is the older, positive when it is the newer, 0 when they are equal.
    public static int compare(String one, String other) {
        int at = 0;
        int otherAt = 0;
        while (at < one.length() && otherAt < other.length()) {
            int end = endOfRun(one, at);
            int otherEnd = endOfRun(other, otherAt);
            int order = isDigit(one.charAt(at)) && isDigit(other.charAt(otherAt))
                    ? numbers(one, at, end, other, otherAt, otherEnd)
                    : one.substring(at, end).compareTo(other.substring(otherAt, otherEnd));
            if (order != 0) {
                return order;
            }
            at = end;
            otherAt = otherEnd;
        }
        int byLength = Integer.compare(one.length() - at, other.length() - otherAt);
        return byLength != 0 ? byLength : one.compareTo(other);
    }

    private static int endOfRun(String version, int from) {
        boolean digits = isDigit(version.charAt(from));
        int end = from + 1;
        while (end < version.length() && isDigit(version.charAt(end)) == digits) {
            end++;
        }
        return end;
    }

    /// Of any length: without zeros in front, the longer number is the greater.
    private static int numbers(String one, int from, int to, String other, int otherFrom, int otherTo) {
        String number = significant(one, from, to);
        String otherNumber = significant(other, otherFrom, otherTo);
        int byLength = Integer.compare(number.length(), otherNumber.length());
        return byLength != 0 ? byLength : number.compareTo(otherNumber);
    }

    private static String significant(String version, int from, int to) {
        int at = from;
        while (at < to && version.charAt(at) == '0') {
            at++;
        }
        return version.substring(at, to);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
