package dev.lanner.spi.config;

import dev.lanner.spi.message.FieldSyntax;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How the value of a setting is read and written.
///
/// @param <T> the type of the value
public sealed interface SettingType<T> {

    /// A name for people, with the unit and the range: `bytes, 0 to 9223372036854775806, or unlimited`.
    String describe();

    /// Reads a value.
    ///
    /// @throws IllegalArgumentException with the rule that the text breaks
    T parse(String text);

    /// Writes a value so that [#parse] reads it.
    String format(T value);

    /// A whole number.
    ///
    /// @param unit what is counted, such as `bytes`
    /// @param unlimited whether the word `unlimited` is allowed, read as [Long#MAX_VALUE]
    record Whole(String unit, long min, long max, boolean unlimited) implements SettingType<Long> {
        @Override
        public String describe() {
            return unit + ", " + min + " to " + max + (unlimited ? ", or unlimited" : "");
        }

        @Override
        public Long parse(String text) {
            if (unlimited && text.equals("unlimited")) {
                return Long.MAX_VALUE;
            }
            long value;
            try {
                value = Long.parseLong(text.replace("_", ""));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("must be a whole number of " + describe(), e);
            }
            if (value < min || value > max) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return value;
        }

        @Override
        public String format(Long value) {
            return unlimited && value == Long.MAX_VALUE ? "unlimited" : value.toString();
        }
    }

    /// A time span such as `500ms`, `30s`, `2m`, `1h`.
    ///
    /// @param unlimited whether the word `unlimited` is allowed, read as [#FOREVER]
    record Time(Duration min, Duration max, boolean unlimited) implements SettingType<Duration> {
        /// No time limit.
        public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000L);

        @Override
        public String describe() {
            return "a time such as 500ms, 30s, 2m or 1h, from " + text(min) + " to " + text(max)
                    + (unlimited ? ", or unlimited" : "");
        }

        @Override
        public Duration parse(String text) {
            if (unlimited && text.equals("unlimited")) {
                return FOREVER;
            }
            Duration value = span(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return value;
        }

        private Duration span(String text) {
            int digits = 0;
            while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
                digits++;
            }
            if (digits == 0 || digits > 12) {
                throw new IllegalArgumentException("must be " + describe());
            }
            long count = Long.parseLong(text.substring(0, digits));
            return switch (text.substring(digits)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m", "min" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> throw new IllegalArgumentException("must be " + describe());
            };
        }

        @Override
        public String format(Duration value) {
            return unlimited && value.equals(FOREVER) ? "unlimited" : text(value);
        }

        private static String text(Duration value) {
            long millis = value.toMillis();
            if (millis % 1000 != 0) {
                return millis + "ms";
            }
            long seconds = millis / 1000;
            return seconds % 3600 == 0 && seconds > 0
                    ? seconds / 3600 + "h"
                    : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
        }
    }

    /// true or false.
    record Flag() implements SettingType<Boolean> {
        @Override
        public String describe() {
            return "true or false";
        }

        @Override
        public Boolean parse(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("must be true or false");
            };
        }

        @Override
        public String format(Boolean value) {
            return value.toString();
        }
    }

    /// One of some words.
    record Word<E extends Enum<E>>(Class<E> type) implements SettingType<E> {
        @Override
        public String describe() {
            StringBuilder words = new StringBuilder("one of");
            for (E word : type.getEnumConstants()) {
                words.append(words.length() == 6 ? " " : ", ").append(format(word));
            }
            return words.toString();
        }

        @Override
        public E parse(String text) {
            for (E word : type.getEnumConstants()) {
                if (format(word).equals(text)) {
                    return word;
                }
            }
            throw new IllegalArgumentException("must be " + describe());
        }

        @Override
        public String format(E value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Any text of one line.
    record Text(String meaning) implements SettingType<String> {
        @Override
        public String describe() {
            return meaning;
        }

        @Override
        public String parse(String text) {
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// Where clients are sent to for https.
    record HttpsPlace() implements SettingType<String> {
        /// Nowhere.
        public static final String OFF = "off";
        private static final int MOST_PORT = 65_535;

        /// Whether a value is a port; else it is the name of an endpoint, or [#OFF].
        public static boolean isPort(String value) {
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                    return false;
                }
            }
            return !value.isEmpty();
        }

        @Override
        public String describe() {
            return "off, a port from 1 to 65535, or the name of an https endpoint";
        }

        @Override
        public String parse(String text) {
            boolean number = isPort(text);
            if (text.isBlank() || text.length() > 100
                    || number && (text.length() > 5 || text.startsWith("0") || Integer.parseInt(text) > MOST_PORT)) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// The name or an attribute of a cookie, or nothing (RFC 6265, 4.1.1).
    ///
    /// @param name whether it must be a token
    record CookieText(String meaning, boolean name) implements SettingType<String> {
        @Override
        public String describe() {
            return meaning + ", or empty";
        }

        @Override
        public String parse(String text) {
            boolean good = text.isEmpty() || !name || FieldSyntax.isToken(text);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                good &= c > ' ' && c < 127 && c != ';' && c != ',';
            }
            if (!good) {
                throw new IllegalArgumentException("must be " + describe()
                        + "; without spaces, ';', ',' and characters beyond ASCII");
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// The name of a file in a directory that is known, or nothing.
    record FileName(String meaning) implements SettingType<String> {
        @Override
        public String describe() {
            return meaning + ": letters, digits, '.', '-' and '_', not beginning with '.'; or empty";
        }

        @Override
        public String parse(String text) {
            boolean good = text.length() <= 100 && !text.startsWith(".");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                good &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-'
                        || c == '_';
            }
            if (!good) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// The URL of an endpoint, or nothing.
    record Url() implements SettingType<String> {
        @Override
        public String describe() {
            return "a URL to listen on, or empty";
        }

        @Override
        public String parse(String text) {
            return text.isEmpty() ? "" : EndpointUrl.parse(text).toString();
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// The path of a file; a relative one is below the base directory's `conf`. Empty: none.
    ///
    /// @param meaning what the file holds
    record File(String meaning) implements SettingType<String> {
        @Override
        public String describe() {
            return "a file (" + meaning + "), its path absolute or below conf/";
        }

        @Override
        public String parse(String text) {
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// A list of words, in a YAML list or with commas between them.
    ///
    /// @param mediaTypes whether each is a media type, perhaps with stars: `text/html`, `text/*`, `application/*+json`
    record Words(String meaning, boolean mediaTypes) implements SettingType<List<String>> {

        /// Any words.
        public Words(String meaning) {
            this(meaning, false);
        }

        @Override
        public String describe() {
            return meaning;
        }

        @Override
        public List<String> parse(String text) {
            List<String> words = text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*", -1));
            for (String word : words) {
                int slash = word.indexOf('/');
                if (mediaTypes && (slash < 0 || !FieldSyntax.isToken(word.substring(0, slash))
                        || !FieldSyntax.isToken(word.substring(slash + 1)))) {
                    throw new IllegalArgumentException("must be " + describe() + "; '" + word + "' is none");
                }
            }
            return words;
        }

        @Override
        public String format(List<String> value) {
            return String.join(", ", value);
        }
    }

    /// Words of a command line, with blanks between them; one with blanks in it stands in quotes, single or double. In a YAML
    /// list each item is one word, whatever is in it.
    ///
    /// @param meaning what they are
    record Arguments(String meaning) implements SettingType<List<String>> {

        /// A text that [#parse] reads as these words.
        public static String join(List<String> words) {
            return QuotedWords.join(words);
        }

        @Override
        public String describe() {
            return meaning + ": a list, or a text with blanks between them";
        }

        @Override
        public List<String> parse(String text) {
            List<String> words = QuotedWords.split(text);
            if (words == null) {
                throw new IllegalArgumentException("must be " + describe()
                        + "; with a quote that is not closed, or a control character, it is none");
            }
            return words;
        }

        @Override
        public String format(List<String> value) {
            return join(value);
        }
    }

    /// An absolute path, or nothing.
    ///
    /// @param meaning what is there
    record AbsolutePath(String meaning) implements SettingType<String> {
        @Override
        public String describe() {
            return "the absolute path of " + meaning + ", or empty";
        }

        @Override
        public String parse(String text) {
            if (text.indexOf(0) >= 0 || !text.isEmpty() && !new java.io.File(text).isAbsolute()) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// A list of request header fields that may be written to a log: none of those that carry credentials.
    record LoggedFields() implements SettingType<List<String>> {
        private static final Set<String> SECRET = Set.of("authorization", "lanner-hop", "proxy-authorization", "cookie",
                "set-cookie",
                "x-api-key", "x-auth-token", "x-csrf-token");
        private static final Words WORDS = new Words("a list of request header fields");

        @Override
        public String describe() {
            return WORDS.describe();
        }

        @Override
        public List<String> parse(String text) {
            List<String> names = WORDS.parse(text);
            for (String name : names) {
                if (!FieldSyntax.isToken(name)) {
                    throw new IllegalArgumentException("must be " + describe() + "; '" + name + "' can't be one");
                }
                if (SECRET.contains(name.toLowerCase(Locale.ROOT))) {
                    throw new IllegalArgumentException("must not have '" + name
                            + "': it carries credentials, which never belong into a log");
                }
            }
            return names;
        }

        @Override
        public String format(List<String> value) {
            return WORDS.format(value);
        }
    }

    /// A list of one or more of some words.
    ///
    /// @param words the words allowed
    record Choices(List<String> words) implements SettingType<List<String>> {
        @Override
        public String describe() {
            return words.size() == 1
                    ? "a list of " + words.getFirst()
                    : "a list of one or more of "
                            + String.join(", ", words);
        }

        @Override
        public List<String> parse(String text) {
            List<String> chosen = List.of(text.strip().split("\\s*,\\s*", -1));
            if (!words.containsAll(chosen)) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return chosen;
        }

        @Override
        public String format(List<String> value) {
            return String.join(", ", value);
        }
    }

    /// Networks and addresses.
    ///
    /// @param unix whether the word `unix` is allowed, for peers over Unix sockets
    record NetworkList(boolean unix) implements SettingType<Networks> {
        @Override
        public String describe() {
            return "a list of IP addresses and networks such as 10.0.0.0/8 or fd00::/8" + (unix ? ", and unix" : "");
        }

        @Override
        public Networks parse(String text) {
            return Networks.parse(text, unix);
        }

        @Override
        public String format(Networks value) {
            return value.toString();
        }
    }

    /// Names of hosts.
    record HostList() implements SettingType<HostPatterns> {
        @Override
        public String describe() {
            return "a list of host names without ports such as www.example.org, *.example.org or [::1]";
        }

        @Override
        public HostPatterns parse(String text) {
            return HostPatterns.parse(text);
        }

        @Override
        public String format(HostPatterns value) {
            return value.toString();
        }
    }

    /// Permissions of a file.
    record Mode() implements SettingType<String> {
        @Override
        public String describe() {
            return "permissions in octal, such as 0600 or 0660";
        }

        @Override
        public String parse(String text) {
            boolean octal = text.length() == 3 || text.length() == 4 && text.charAt(0) == '0';
            for (int i = 0; i < text.length(); i++) {
                octal &= text.charAt(i) >= '0' && text.charAt(i) <= '7';
            }
            if (!octal) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return text.length() == 3 ? "0" + text : text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// A character encoding.
    ///
    /// @param none what the word `none` stands for
    record Encoding(String none) implements SettingType<String> {
        @Override
        public String describe() {
            return "a character encoding such as UTF-8, or none for " + none;
        }

        @Override
        public String parse(String text) {
            boolean known;
            try {
                known = text.equals("none") || Charset.isSupported(text);
            } catch (IllegalArgumentException e) {
                known = false;
            }
            if (!known) {
                throw new IllegalArgumentException("must be " + describe());
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }
    }

    /// Levels of loggers by their names: `dev.lanner.http=debug, com.example=off`.
    record Levels() implements SettingType<Map<String, System.Logger.Level>> {
        private static final Word<System.Logger.Level> LEVEL = new Word<>(System.Logger.Level.class);

        @Override
        public String describe() {
            return "a list of LOGGER=LEVEL, the level " + LEVEL.describe();
        }

        @Override
        public Map<String, System.Logger.Level> parse(String text) {
            Map<String, System.Logger.Level> levels = new TreeMap<>();
            if (text.isBlank()) {
                return levels;
            }
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("must be " + describe());
                }
                levels.put(part.substring(0, equals).strip(), LEVEL.parse(part.substring(equals + 1).strip()));
            }
            return levels;
        }

        @Override
        public String format(Map<String, System.Logger.Level> value) {
            StringBuilder text = new StringBuilder();
            value.forEach((name, level) -> text.append(text.isEmpty() ? "" : ", ").append(name).append('=')
                    .append(LEVEL.format(level)));
            return text.toString();
        }
    }
}
