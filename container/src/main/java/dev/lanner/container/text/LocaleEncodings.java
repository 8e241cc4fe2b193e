package dev.lanner.container.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The character encoding that goes with a locale where nobody set one (Servlet 6.1, 5.5).
public final class LocaleEncodings {
    private static final Map<String, String> BUILT_IN = new HashMap<>();

    static {
        put("ISO-8859-1", "af", "ca", "da", "de", "en", "es", "eu", "fi", "fo", "fr", "ga", "gl", "is", "it", "nb",
                "nl", "nn", "no", "pt", "sq", "sv");
        put("ISO-8859-2", "bs", "cs", "hr", "hu", "pl", "ro", "sh", "sk", "sl");
        put("ISO-8859-3", "eo", "mt");
        put("ISO-8859-5", "be", "bg", "mk", "ru", "sr", "uk");
        put("ISO-8859-6", "ar");
        put("ISO-8859-7", "el");
        put("ISO-8859-8", "he", "iw");
        put("ISO-8859-9", "tr");
        put("ISO-8859-13", "lt", "lv");
        put("ISO-8859-15", "et");
        put("Shift_JIS", "ja");
        put("EUC-KR", "ko");
        put("GB2312", "zh");
        put("Big5", "zh_HK", "zh_TW");
        put("TIS-620", "th");
        put("UTF-8", "hi", "hy", "ka", "kk", "mn", "ta", "ur", "vi");
    }

    private LocaleEncodings() {
    }

    /// The encoding for a locale: of the application's own table first (language and country, then language), then of
    /// the built-in one; null when there is none.
    ///
    /// @param mappings the `locale-encoding-mapping-list` of the descriptor, by locale such as `ja` or `zh_TW`
    public static @Nullable String encodingOf(Locale locale, Map<String, String> mappings) {
        String language = locale.getLanguage();
        String withCountry = locale.getCountry().isEmpty() ? language : language + "_" + locale.getCountry();
        String own = find(mappings, locale.toString(), withCountry, language);
        return own != null ? own : find(BUILT_IN, withCountry, language);
    }

    private static @Nullable String find(Map<String, String> table, String... keys) {
        for (String key : keys) {
            String encoding = table.get(key);
            if (encoding != null) {
                return encoding;
            }
        }
        return null;
    }

    private static void put(String encoding, String... locales) {
        for (String locale : locales) {
            BUILT_IN.put(locale, encoding);
        }
    }
}
