package dev.lanner.launcher.config;

import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The files `conf/contexts/NAME.yaml`, each named after the path of its context: `ROOT` for `/`, `a#b` for `/a/b`.
public final class ContextFiles {
    private final Path directory;
    private final SettingValues server;

    ContextFiles(Path directory, SettingValues server) {
        this.directory = directory;
        this.server = server;
    }

    /// The settings of a context over the server's. Reads the file anew, so that a context that is deployed again gets
    /// what is written now.
    ///
    /// @param names the files that may be its own, without `.yaml`, such as `shop##2`, `shop`; the first that is there
    ///   counts
    /// @throws ConfigurationException when the file is wrong
    public SettingValues settings(List<String> names) throws ConfigurationException {
        return read(names).settings();
    }

    /// All that the file of a context says, and the server's settings where there is none. Reads it anew.
    ///
    /// @param names as above
    /// @throws ConfigurationException when the file is wrong
    public ContextFile read(List<String> names) throws ConfigurationException {
        for (String name : names) {
            Path file = directory.resolve(name + ".yaml");
            if (Files.exists(file)) {
                Faults faults = new Faults();
                ContextFile values = read(file, faults);
                faults.throwIfAny();
                return values;
            }
        }
        return new ContextFile(directory.resolve(names.getLast() + ".yaml"), server, Sections.EMPTY);
    }

    /// [#settings(List)] of one file.
    ///
    /// @param name the file's name without `.yaml`, such as `ROOT`
    /// @throws ConfigurationException when the file is wrong
    public SettingValues settings(String name) throws ConfigurationException {
        return read(name).settings();
    }

    /// [#read(List)] of one file.
    ///
    /// @param name the file's name without `.yaml`, such as `ROOT`
    /// @throws ConfigurationException when the file is wrong
    public ContextFile read(String name) throws ConfigurationException {
        return read(List.of(name));
    }

    /// What holds where the WAR of a context has a file of its own.
    ///
    /// @param owner what holds without it
    /// @param server the sections of the server
    /// @param file `WEB-INF/lanner.yaml`, which a stranger may have written
    /// @param shown its name for people
    /// @throws ConfigurationException when the file is wrong, or loosens what the owner says
    public static ContextFile within(ContextFile owner, Sections server, Path file, String shown)
            throws ConfigurationException {
        Faults faults = new Faults();
        ValueTable values = new ValueTable(Scope.WAR, "", List.of(), faults);
        SectionTable sections = new SectionTable(Scope.WAR, faults);
        for (Entry entry : YamlFile.readForeign(file, shown, faults)) {
            if (!sections.take(entry)) {
                values.put(entry);
            }
        }
        SettingValues narrowed = values.within(owner.settings(), "tighten it there, or write it into " + owner.file());
        Sections merged = sections.within(owner.sections(), server);
        faults.throwIfAny("LNR-5510: the WAR's own configuration");
        return new ContextFile(owner.file(), narrowed, merged);
    }

    /// The names of the contexts that have a file, sorted.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            names.add(name.substring(0, name.length() - ".yaml".length()));
        }
        return names;
    }

    void check(Faults faults) {
        for (Path file : files()) {
            read(file, faults);
        }
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.yaml")) {
                entries.forEach(files::add);
            } catch (IOException e) {
                // found again, with a message, when a context is deployed
                return List.of();
            }
        }
        if (files.size() > 1) {
            Collections.sort(files);
        }
        return files;
    }

    private ContextFile read(Path file, Faults faults) {
        ValueTable values = new ValueTable(Scope.CONTEXT, "", List.of(), faults);
        SectionTable sections = new SectionTable(Scope.CONTEXT, faults);
        for (Entry entry : YamlFile.read(file, faults)) {
            if (!sections.take(entry)) {
                values.put(entry);
            }
        }
        return new ContextFile(file, values.over(server), sections.sections());
    }
}
