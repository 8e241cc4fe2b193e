package dev.lanner.spi.config;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class QuotedWordsTest {

    @Test
    void blanks_part_words_outside_of_quotes() {
        assertEquals(List.of("-Xmx1g", "-Da=b c", "it's", "", "say \"x\""),
                QuotedWords.split(" -Xmx1g\t\"-Da=b c\"  \"it's\" '' 'say \"x\"' "));
        assertEquals(List.of(), QuotedWords.split("  "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "", " ", "a b", "\"", "'", "a\"b'c d\"", "-Xlog:gc*,safepoint", "\"'\"'"})
    void what_is_joined_is_split_again(String word) {
        List<String> words = List.of(word, "next", word);

        assertEquals(words, QuotedWords.split(QuotedWords.join(words)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "a 'b", "line\nend"})
    void a_text_that_is_broken_has_no_words(String text) {
        assertNull(QuotedWords.split(text));
    }
}
