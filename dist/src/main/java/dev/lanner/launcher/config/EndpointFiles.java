package dev.lanner.launcher.config;

import dev.lanner.spi.config.EndpointUrl;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files `conf/endpoints/NAME.yaml`: each is an endpoint, as if it stood in `conf/lanner.yaml` under its name. So
/// endpoints can be added and removed by a program without a change of a file that a person wrote.
public final class EndpointFiles {
    private static final String END = ".yaml";

    private final Path directory;

    /// @param base the base directory
    public EndpointFiles(Path base) {
        directory = base.resolve("conf").resolve("endpoints");
    }

    /// The values of all files, each with the path that it would have in `conf/lanner.yaml`.
    List<Entry> read(Faults faults) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + END)) {
                found.forEach(files::add);
            } catch (IOException e) {
                faults.add(new Origin(directory.toString(), 0), "", null, "cannot be read: " + YamlFile.reason(e));
            }
        }
        files.sort(null);
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            List<String> above = List.of("endpoints", name.substring(0, name.length() - END.length()));
            entries.add(new Entry(above, Entry.Kind.NOTHING, "", new Origin(file.toString(), 0)));
            for (Entry entry : YamlFile.read(file, faults)) {
                List<String> path = new ArrayList<>(above);
                path.addAll(entry.path());
                entries.add(new Entry(path, entry.kind(), entry.items(), entry.origin()));
            }
        }
        return entries;
    }

    /// Writes the file of an endpoint.
    ///
    /// @param settings each `key=value`
    /// @throws IllegalArgumentException when the name can't be one, or a setting is none
    /// @throws IOException when there is a file already, or it can't be written
    public void write(String name, EndpointUrl url, List<String> settings) throws IOException {
        if (!EndpointTable.isName(name) || name.isEmpty()) {
            throw new IllegalArgumentException("LNR-5246: the name of an endpoint holds letters, digits, '-' and '_': "
                    + name);
        }
        String text = "url: " + ConfigurationPrinter.quoted(url.toString()) + "\n" + yaml(settings);
        Files.createDirectories(directory);
        Path file = directory.resolve(name + END);
        if (Files.exists(file)) {
            throw new IOException("LNR-5248: " + file + " is there already; release it first");
        }
        Path fresh = Files.createTempFile(directory, ".new", "");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String yaml(List<String> settings) {
        Map<String, StringBuilder> groups = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("LNR-5246: --set takes key=value: " + setting);
            }
            String key = setting.substring(0, equals);
            int dot = key.indexOf('.');
            groups.computeIfAbsent(dot < 0 ? "" : key.substring(0, dot), group -> new StringBuilder())
                    .append(dot < 0 ? "" : "  ").append(key.substring(dot + 1)).append(": ")
                    .append(ConfigurationPrinter.quoted(setting.substring(equals + 1))).append('\n');
        }
        StringBuilder text = new StringBuilder();
        groups.forEach((group, lines) -> text.append(group.isEmpty() ? "" : group + ":\n").append(lines));
        return text.toString();
    }

    /// Removes the file of an endpoint.
    ///
    /// @return whether there was one
    public boolean delete(String name) throws IOException {
        return EndpointTable.isName(name) && Files.deleteIfExists(directory.resolve(name + END));
    }
}
