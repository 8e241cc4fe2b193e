package dev.lanner.worker.process;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileNameTest {
    @ParameterizedTest
    @CsvSource({"/,ROOT", "/shop,shop", "/Shop-2_x.y,Shop-2_x.y"})
    void plainOnesAreThemselves(String context, String name) {
        assertEquals(name, FileName.of(context));
    }

    @Test
    void differentContextsHaveDifferentNames() {
        List<String> contexts = List.of("/", "/ROOT", "/a", "/a/b", "/a_b", "/a##b", "/a_b##2", "a.example.com/",
                "/a.example.com",
                "a.example.com/a", "/ü", "/ö", "/.a", "/_a", "/a@b", "/a~b", "/" + "x".repeat(40), "/" + "x".repeat(41),
                "/" + "x".repeat(42));
        Set<String> names = contexts.stream().map(FileName::of).collect(Collectors.toSet());

        assertEquals(contexts.size(), names.size(), names.toString());
        for (String name : names) {
            assertTrue(name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,39}(~[0-9a-f]{8})?"), name);
        }
    }
}
