package dev.lanner.spi.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words with blanks between them, where quotes hold together what has blanks inside. Stateless.
final class QuotedWords {
    private QuotedWords() {
    }

    /// A text that [#split] reads as these words.
    static String join(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(text.isEmpty() ? "" : " ");
            // a double quote is quoted by single ones, in between
            text.append(isPlain(word) ? word : '"' + word.replace("\"", "\"'\"'\"") + '"');
        }
        return text.toString();
    }

    private static boolean isPlain(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            plain &= word.charAt(i) > ' ' && word.charAt(i) != '"' && word.charAt(i) != '\'';
        }
        return plain;
    }

    /// @return null where a quote is not closed, or there is a control character
    static @Nullable List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t') {
                return null;
            }
            if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                begun = true;
            } else if (quote != 0 || c != ' ' && c != '\t') {
                word.append(c);
                begun = true;
            } else if (begun) {
                words.add(word.toString());
                word.setLength(0);
                begun = false;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return quote == 0 ? List.copyOf(words) : null;
    }
}
