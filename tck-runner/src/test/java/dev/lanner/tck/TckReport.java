package dev.lanner.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The summary of a run, by area.
record TckReport(String tck, String mode, List<TckResult> results, Duration took) {
    private static final String BEGIN = "<!-- %s %s: written by the run -->";
    private static final String WEBSOCKET = "com.sun.ts.tests.websocket.";
    private static final String END = "<!-- end -->";

    private record Sums(int run, int passed, int failed, int errors, int skipped) {
        static Sums of(List<TckResult> some) {
            return new Sums(some.size(), count(some, TckResult.Outcome.PASSED), count(some, TckResult.Outcome.FAILED),
                    count(some, TckResult.Outcome.ERROR), count(some, TckResult.Outcome.SKIPPED));
        }

        private static int count(List<TckResult> some, TckResult.Outcome outcome) {
            return (int) some.stream().filter(result -> result.outcome() == outcome).count();
        }

        String row(String area) {
            return "| " + area + " | " + run + " | " + passed + " | " + failed + " | " + errors + " | " + skipped
                    + " |\n";
        }
    }

    List<String> failures() {
        return results.stream().filter(TckResult::bad)
                .map(result -> result.testClass() + "#" + result.method() + ": " + result.reason()).sorted().toList();
    }

    /// `servlet.tck.api.jakarta_servlet_http.cookie.CookieTests` belongs to `api jakarta_servlet_http`,
    /// `com.sun.ts.tests.websocket.ee.jakarta.websocket.session.WSClientIT` to `ee`.
    static String area(String testClass) {
        if (testClass.startsWith(WEBSOCKET)) {
            return testClass.substring(WEBSOCKET.length()).split("\\.")[0];
        }
        String[] parts = testClass.split("\\.");
        return parts.length > 4 ? parts[2] + " " + parts[3] : parts[2];
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(tck).append(", mode ").append(mode).append(", ").append(minutes(took)).append(", ")
                .append(environment()).append("\n\n");
        text.append("| area | run | passed | failed | errors | skipped |\n|---|---|---|---|---|---|\n");
        Map<String, List<TckResult>> areas = results.stream().collect(Collectors.groupingBy(
                result -> area(result.testClass()), TreeMap::new, Collectors.toList()));
        areas.forEach((area, some) -> text.append(Sums.of(some).row(area)));
        text.append(Sums.of(results).row("**all**"));
        results.stream().filter(result -> result.outcome() == TckResult.Outcome.SKIPPED)
                .collect(Collectors.groupingBy(result -> simple(result.testClass()) + ": " + result.reason(),
                        TreeMap::new, Collectors.mapping(TckResult::method, Collectors.joining(", "))))
                .forEach((what, methods) -> text.append("\nSkipped: ").append(what).append(" (").append(methods)
                        .append(")\n"));
        for (String failure : failures()) {
            text.append("\nFailed: ").append(failure).append('\n');
        }
        return text.toString();
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }

    private static String environment() {
        return "JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    /// Puts the summary in the place of the last one of the same TCK and mode, or at the end.
    void writeTo(Path file) throws IOException {
        String begin = String.format(Locale.ROOT, BEGIN, tck.replaceAll(" [0-9.]+$", ""), mode);
        String section = begin + "\n" + text() + END + "\n";
        String before = Files.exists(file) ? Files.readString(file) : "";
        int start = before.indexOf(begin);
        int end = start < 0 ? -1 : before.indexOf(END + "\n", start);
        Files.writeString(file, end < 0
                ? before + "\n" + section
                : before.substring(0, start) + section + before.substring(end + END.length() + 1));
    }
}
