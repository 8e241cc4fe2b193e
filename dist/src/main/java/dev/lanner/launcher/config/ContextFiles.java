package dev.lanner.launcher.config;

import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files `conf/contexts/NAME.yaml`, each named after the path of its context: `ROOT` for `/`, `a#b` for `/a/b`.
public final class ContextFiles {
    private static final System.Logger LOG = LazyLogger.of(ContextFiles.class);
    private static final List<Setting<?>> OF_OWN_LOG = List.of(Settings.ACCESS_LOG_FORMAT, Settings.ACCESS_LOG_HEADERS,
            Settings.ACCESS_LOG_QUERY, Settings.ACCESS_LOG_MAX_SIZE, Settings.ACCESS_LOG_FILES);
    private static final String END = ".yaml";

    private final ReentrantLock guard = new ReentrantLock();
    private final Path directory;
    private final SettingValues server;
    // set once, when the configuration is read
    private boolean there;
    private boolean all;

    /// Guarded by `guard`.
    private final Set<String> profiles = new TreeSet<>();
    private final @Nullable String profile;

    /// @param profile what goes over the rest of each file that has it; null for none
    ContextFiles(Path directory, SettingValues server, @Nullable String profile) {
        this.profile = profile;
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
        return new ContextFile(directory.resolve(names.getLast() + ".yaml"), new SettingValues(server, Map.of()),
                Sections.EMPTY);
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

    /// Which file is a context's, and which state of it: another text where it has changed. Without a file empty.
    ///
    /// @param names as for [#read(List)]
    public String state(List<String> names) {
        for (String name : names) {
            Path file = directory.resolve(name + END);
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return file + " " + found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
            } catch (IOException e) {
                // the next one counts; one that can't be read is a fault when the context is deployed
                LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", file, e.getMessage());
            }
        }
        return "";
    }

    /// The directory, which may be missing.
    public Path directory() {
        return directory;
    }

    /// The names of the contexts that have a file, sorted.
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (Path file : files()) {
            String name = directory.relativize(file).toString().replace('\\', '/');
            names.add(name.substring(0, name.length() - END.length()));
        }
        return names;
    }

    void check(Faults faults) {
        List<Path> files = files();
        there = !files.isEmpty();
        for (Path file : files) {
            all |= read(file, faults).settings().get(Settings.ACCESS_LOG) == Settings.AccessLog.ALL;
        }
    }

    /// The sections of each file by the name of the context's file; what is wrong is told elsewhere.
    Map<String, Sections> sections() {
        Map<String, Sections> all = new LinkedHashMap<>();
        for (Path file : files()) {
            all.put(file.toString(), read(file, new Faults()).sections());
        }
        return all;
    }

    /// Whether there was one when the configuration was read.
    public boolean areThere() {
        return there;
    }

    /// Whether one of them wanted all its requests logged then.
    public boolean wantAllRequests() {
        return all;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            collect(directory, true, files);
        }
        if (files.size() > 1) {
            Collections.sort(files);
        }
        return files;
    }

    private static void put(Entry entry, ValueTable values, SectionTable sections) {
        if (!sections.take(entry)) {
            values.put(entry);
        }
    }

    /// The names of the profiles of all files that were read.
    Set<String> profiles() {
        guard.lock();
        try {
            return Set.copyOf(profiles);
        } finally {
            guard.unlock();
        }
    }

    /// Those of contexts of one host lie in a directory of its name.
    private static void collect(Path from, boolean hosts, List<Path> files) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().endsWith(END)) {
                    files.add(entry);
                } else if (hosts && Files.isDirectory(entry)) {
                    collect(entry, false, files);
                }
            }
        } catch (IOException e) {
            // found again, with a message, when a context is deployed
            LOG.log(System.Logger.Level.DEBUG, "{0} can''t be listed: {1}", from, e.getMessage());
        }
    }

    private ContextFile read(Path file, Faults faults) {
        ValueTable values = new ValueTable(Scope.CONTEXT, "", List.of(Profiles.KEY), faults);
        SectionTable sections = new SectionTable(Scope.CONTEXT, faults);
        Profiles own = new Profiles(faults);
        for (Entry entry : YamlFile.read(file, faults)) {
            if (!own.take(entry)) {
                put(entry, values, sections);
            }
        }
        own.apply(profile, entries -> Profiles.check(Scope.CONTEXT, entries, faults),
                entry -> put(entry, values, sections));
        guard.lock();
        try {
            own.names().forEach(profiles::add);
        } finally {
            guard.unlock();
        }
        SettingValues said = values.over(server);
        for (Setting<?> setting : OF_OWN_LOG) {
            if (said.saidHere(setting) && said.get(Settings.ACCESS_LOG_FILE).isEmpty()) {
                faults.add(Origin.of(said.origin(setting)), setting.key(), null,
                        "needs access-log-file: the server's access log has one form");
            }
        }
        String log = said.get(Settings.ACCESS_LOG_FILE);
        if (log.startsWith("access.log") || log.startsWith("lanner.log")) {
            faults.add(Origin.of(said.origin(Settings.ACCESS_LOG_FILE)), Settings.ACCESS_LOG_FILE.key(), log,
                    "is a log of the server; name another file");
        }
        return new ContextFile(file, said, sections.sections());
    }
}
