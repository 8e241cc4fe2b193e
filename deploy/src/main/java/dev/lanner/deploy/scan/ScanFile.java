package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps the scan of an unpacked WAR beside it, so that the next start with the same content does not scan.
///
/// The file is text: a line for each archive (`A`), warning (`W`), class (`C`: name, supertypes, annotations) and
/// element (`E`: depth, name, text), fields apart by tabs, and a last line `.`. One that can't be understood is made
/// anew.
public final class ScanFile {
    private static final Logger LOG = System.getLogger(ScanFile.class.getName());
    private static final String HEAD = "lanner-scan 2 java " + Runtime.version().feature();
    private static final String END = ".";

    private final Path file;

    /// @param file made when absent
    public ScanFile(Path file) {
        this.file = file;
    }

    /// What the archives hold: from the file, or scanned and written to it.
    ///
    /// @throws IOException when an archive can't be read
    /// @throws InvalidDescriptorException when an annotation breaks its rules
    public Map<Path, ArchiveScan> scan(Map<Path, String> archives) throws IOException, InvalidDescriptorException {
        Map<Path, ArchiveScan> known = read(archives);
        if (known != null) {
            return known;
        }
        Map<Path, ArchiveScan> scans = ParallelScan.scan(archives);
        try {
            write(scans.values());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "LNR-4011 " + file + " can't be written, the next start will scan again: "
                    + e.getMessage());
        }
        return scans;
    }

    private @Nullable Map<Path, ArchiveScan> read(Map<Path, String> archives) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            Map<String, ArchiveScan> byName = new Parser(lines).parse();
            Map<Path, ArchiveScan> scans = new LinkedHashMap<>();
            for (Map.Entry<Path, String> archive : archives.entrySet()) {
                ArchiveScan scan = byName.get(archive.getValue());
                if (scan == null) {
                    return null;
                }
                scans.put(archive.getKey(), scan);
            }
            return scans;
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "{0} is made anew: {1}", file, e.getMessage());
            return null;
        }
    }

    private void write(Iterable<ArchiveScan> scans) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(aside)) {
            line(out, HEAD);
            for (ArchiveScan scan : scans) {
                line(out, "A", scan.archive());
                for (String warning : scan.warnings()) {
                    line(out, "W", warning);
                }
                for (ScannedClass scanned : scan.classes()) {
                    line(out, "C", scanned.name(), String.join(" ", scanned.supertypes()),
                            String.join(" ", scanned.annotations()));
                    for (Element element : scanned.elements()) {
                        element(out, element, 0);
                    }
                }
            }
            line(out, END);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void element(BufferedWriter out, Element element, int depth) throws IOException {
        line(out, "E", String.valueOf(depth), element.name(), element.text());
        for (Element child : element.children()) {
            element(out, child, depth + 1);
        }
    }

    private static void line(BufferedWriter out, String... fields) throws IOException {
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                out.write('\t');
            }
            out.write(fields[i].replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"));
        }
        out.write('\n');
    }

    private static String plain(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c != '\\' || i + 1 == field.length()) {
                text.append(c);
                continue;
            }
            char next = field.charAt(++i);
            text.append(switch (next) {
                case 't' -> '\t';
                case 'n' -> '\n';
                case 'r' -> '\r';
                default -> next;
            });
        }
        return text.toString();
    }

    private static final class Parser {
        private final BufferedReader lines;
        private final Map<String, ArchiveScan> scans = new HashMap<>();
        /// Most classes share their supertypes; each name is kept once.
        private final Map<String, String> names = new HashMap<>();
        private String archive = "";
        private List<ScannedClass> classes = new ArrayList<>();
        private List<String> warnings = new ArrayList<>();
        private String line = "";

        Parser(BufferedReader lines) {
            this.lines = lines;
        }

        Map<String, ArchiveScan> parse() throws IOException {
            next();
            if (!line.equals(HEAD)) {
                throw new IllegalArgumentException("another version");
            }
            next();
            while (!line.equals(END)) {
                String[] fields = line.split("\t", -1);
                switch (fields[0]) {
                    case "A" -> {
                        finish();
                        archive = plain(fields[1]);
                        next();
                    }
                    case "W" -> {
                        warnings.add(plain(fields[1]));
                        next();
                    }
                    case "C" -> type(fields);
                    default -> throw new IllegalArgumentException("line " + line);
                }
            }
            finish();
            return scans;
        }

        private void next() throws IOException {
            String read = lines.readLine();
            if (read == null) {
                throw new IllegalArgumentException("cut off");
            }
            line = read;
        }

        private void finish() {
            if (!archive.isEmpty()) {
                scans.put(archive, new ArchiveScan(archive, classes, warnings));
            }
            classes = new ArrayList<>();
            warnings = new ArrayList<>();
        }

        private void type(String[] fields) throws IOException {
            if (fields.length != 4) {
                throw new IllegalArgumentException("line " + line);
            }
            String name = fields[1];
            Location at = Location.of(archive + "/" + name.replace('.', '/') + ".class");
            next();
            List<Element> elements = elements(0, at);
            classes.add(new ScannedClass(name, words(fields[2]), Set.copyOf(words(fields[3])), elements));
        }

        private List<String> words(String field) {
            if (field.isEmpty()) {
                return List.of();
            }
            List<String> words = new ArrayList<>();
            for (String word : field.split(" ", -1)) {
                words.add(names.computeIfAbsent(word, key -> key));
            }
            return words;
        }

        private List<Element> elements(int depth, Location at) throws IOException {
            List<Element> elements = new ArrayList<>();
            while (line.startsWith("E\t")) {
                String[] fields = line.split("\t", -1);
                if (fields.length != 4 || Integer.parseInt(fields[1]) > depth) {
                    throw new IllegalArgumentException("line " + line);
                }
                if (Integer.parseInt(fields[1]) < depth) {
                    break;
                }
                next();
                elements.add(new Element(fields[2], plain(fields[3]), elements(depth + 1, at), at));
            }
            return elements;
        }
    }
}
