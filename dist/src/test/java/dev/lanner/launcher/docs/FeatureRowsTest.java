package dev.lanner.launcher.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The tables of `docs/features.md`: each row that must be there is, and names tests that exist, or says why there is none.
class FeatureRowsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Map<String, Integer> GROUPS = Map.of("F", 31, "L", 36, "K", 27, "E", 24, "T", 14, "P", 7, "O",
            7, "H", 28);
    private static final Pattern ID = Pattern.compile("([A-Z]+)(\\d+)(?:-[A-Z]*(\\d+))?");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern UNPROVEN = Pattern.compile("(later|not done|none needed): .{10,}");

    /// A row of a table.
    private record Row(List<String> cells) {
        String ids() {
            return cells.getFirst();
        }

        String tests() {
            return cells.getLast();
        }
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/features.md"))) {
            if (line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| id ")) {
                List<String> cells = new ArrayList<>();
                for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
                    cells.add(cell.strip());
                }
                rows.add(new Row(cells));
            }
        }
        return rows;
    }

    private static Set<String> ids(String cell) {
        Set<String> ids = new TreeSet<>();
        Matcher id = ID.matcher(cell);
        while (id.find()) {
            int last = Integer.parseInt(id.group(3) == null ? id.group(2) : id.group(3));
            for (int number = Integer.parseInt(id.group(2)); number <= last; number++) {
                ids.add(id.group(1) + number);
            }
        }
        return ids;
    }

    @Test
    void eachRowThatMustBeThereIsThere() throws IOException {
        Set<String> there = new TreeSet<>();
        for (Row row : rows()) {
            there.addAll(ids(row.ids()));
        }
        Set<String> missing = new TreeSet<>();
        GROUPS.forEach((group, count) -> {
            for (int i = 1; i <= count; i++) {
                missing.add(group + i);
            }
        });
        missing.removeAll(there);

        assertEquals(Set.of(), missing);
    }

    @Test
    void eachRowHasATestOrSaysWhyItHasNone() throws IOException {
        for (Row row : rows()) {
            assertTrue(NAME.matcher(row.tests()).find() || UNPROVEN.matcher(row.cells().get(1)).find(), row::toString);
        }
    }

    @Test
    void theTestsThatAreNamedExist() throws IOException {
        Map<String, String> classes = classes();
        List<String> unknown = new ArrayList<>();
        for (Row row : rows()) {
            String source = null;
            Matcher name = NAME.matcher(row.tests());
            while (name.find()) {
                String[] parts = name.group(1).split("[.#]", 2);
                boolean method = Character.isLowerCase(name.group(1).charAt(0));
                source = method ? source : classes.get(parts[0]);
                String wanted = method ? name.group(1) : parts.length > 1 ? parts[1] : "";
                if (source == null || !wanted.isEmpty() && !source.contains(" " + wanted + "(")) {
                    unknown.add(row.ids() + ": " + name.group(1));
                }
            }
        }

        assertEquals(List.of(), unknown);
    }

    /// The sources of tests, by the name of their class.
    private static Map<String, String> classes() throws IOException {
        Map<String, String> classes = new HashMap<>();
        List<Path> modules;
        try (Stream<Path> all = Files.list(ROOT)) {
            modules = all.toList();
        }
        for (Path module : modules) {
            for (Path sources : List.of(module.resolve("src/test/java"), module.resolve("src/main/java"))) {
                if (!Files.isDirectory(sources)
                        || sources.endsWith("main/java") && !module.endsWith("testkit")) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(sources)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                        // two modules may have a class of the same name
                        classes.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return classes;
    }
}
