package dev.lanner.tck;

import dev.lanner.tck.TckResult.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The summary of a TCK run, and how its classes are shared between JVMs.
class TckReportTest {
    private static final List<TckResult> RESULTS = List.of(
            new TckResult(Outcome.PASSED, 1, "servlet.tck.api.jakarta_servlet.a.ATests", "one", ""),
            new TckResult(Outcome.FAILED, 2, "servlet.tck.api.jakarta_servlet.b.BTests", "two", "expected a"),
            new TckResult(Outcome.ERROR, 2, "servlet.tck.spec.async.CTests", "three", "broken"),
            new TckResult(Outcome.SKIPPED, 0, "servlet.tck.spec.async.CTests", "four", "not wanted"),
            new TckResult(Outcome.PASSED, 3, "servlet.tck.signature.STest", "five", ""));

    private static TckReport report(List<TckResult> results) {
        return new TckReport("Bird TCK 1.2", "process", results, Duration.ofSeconds(125));
    }

    @Test
    void countsByAreaAndNamesWhatWasSkippedOrFailed() {
        String text = report(RESULTS).text();

        assertTrue(text.startsWith("Bird TCK 1.2, mode process, 2 min 05 s, JDK "), text);
        assertTrue(text.contains("""
                | api jakarta_servlet | 2 | 1 | 1 | 0 | 0 |
                | signature | 1 | 1 | 0 | 0 | 0 |
                | spec async | 2 | 0 | 0 | 1 | 1 |
                | **all** | 5 | 2 | 1 | 1 | 1 |
                """), text);
        assertTrue(text.contains("\nSkipped: CTests: not wanted (four)\n"), text);
        assertTrue(text.contains("\nFailed: servlet.tck.api.jakarta_servlet.b.BTests#two: expected a\n"), text);
        assertEquals(2, report(RESULTS).failures().size());
    }

    @Test
    void aLineOfAResultIsReadBackAsItWas() {
        for (TckResult result : RESULTS) {
            assertEquals(result, TckResult.parse(result.line()));
        }
        assertEquals("a b c", TckResult.parse(new TckResult(Outcome.ERROR, 1, "A", "m", "a\n\tb\r\nc").line())
                .reason());
    }

    @Test
    void theFileKeepsTheLastRunOfEachTckAndMode(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("tck.md"), "# Title\n");
        report(RESULTS).writeTo(file);
        new TckReport("Bird TCK 1.2", "in-process", RESULTS, Duration.ZERO).writeTo(file);
        new TckReport("Bird TCK 1.3", "process", List.of(RESULTS.getFirst()), Duration.ofMinutes(1)).writeTo(file);

        String text = Files.readString(file);
        assertTrue(text.startsWith("# Title\n"), text);
        assertEquals(List.of("Bird TCK 1.3, mode process, 1 min 00 s", "Bird TCK 1.2, mode in-process, 0 min 00 s"),
                text.lines().filter(line -> line.startsWith("Bird")).map(line -> line.replaceAll(", JDK.*", ""))
                        .toList());
    }

    @Test
    void slowClassesAreSharedEvenly() {
        SlowClasses slow = new SlowClasses(Map.of("Slow", 10));
        List<String> classes = new ArrayList<>(List.of("a.Slow1", "a.Slow2", "a.Slow3", "a.Slow4"));
        classes.addAll(List.of("b.A", "b.B", "b.C", "b.D"));

        List<List<String>> parts = slow.split(classes, 2);

        assertEquals(List.of(4, 4), parts.stream().map(List::size).toList());
        assertEquals(2, parts.getFirst().stream().filter(name -> name.contains("Slow")).count());
        assertEquals(1, slow.split(List.of("a.A"), 4).size());
    }
}
