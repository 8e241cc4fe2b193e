package dev.lanner.launcher.config;

import dev.lanner.container.binding.HostName;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.worker.sharing.ReservationsSection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts all sources together: command line over environment over file over default.
public final class ConfigurationReader {
    private static final String DEFAULT_URL = "http://localhost:8080";
    private static final String FRONT = "front";
    private static final List<String> OTHER_KEYS = List.of("endpoints", "endpoint-defaults", Profiles.KEY);

    private final ConfigurationSource source;
    private final Environment environment;
    private final Faults faults = new Faults();
    /// Made when the file has some.
    private @Nullable Profiles profiles;
    private final List<String> notes = new ArrayList<>();
    private final ValueTable server = new ValueTable(Scope.SERVER, "", OTHER_KEYS, faults);
    private final SectionTable sections = new SectionTable(Scope.SERVER, faults);
    private final EndpointTable endpoints = new EndpointTable(faults);

    private ConfigurationReader(ConfigurationSource source) {
        this.source = source;
        environment = new Environment(source.environment());
    }

    /// Reads and checks everything.
    ///
    /// @throws ConfigurationException with all faults
    public static Configuration read(ConfigurationSource source) throws ConfigurationException {
        return new ConfigurationReader(source).read();
    }

    private Configuration read() throws ConfigurationException {
        for (Entry entry : fileEntries()) {
            if (entry.path().getFirst().equals(Profiles.KEY)) {
                Profiles made = profiles == null ? new Profiles(faults) : profiles;
                profiles = made;
                made.take(entry);
            } else {
                put(entry);
            }
        }
        putAll(new EndpointFiles(source.base()).read(faults));
        String profile = source.profile() == null ? environment.get("LANNER_PROFILE") : source.profile();
        if (profiles != null) {
            profiles.apply(profile, this::checkProfile, this::put);
        }
        putAll(environment.settings(notes));
        for (String set : source.sets()) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                faults.add(new Origin("--set", 0), "", set, "must be key=value");
            } else {
                put(new Entry(List.of(set.substring(0, equals).strip().split("\\.", -1)), Entry.Kind.SCALAR,
                        set.substring(equals + 1), new Origin("--set", 0)));
            }
        }
        SettingValues settings = server.over(null);
        List<EndpointConfig> listening = listening(settings);
        for (EndpointConfig endpoint : listening) {
            String to = endpoint.settings().get(Settings.HTTPS_REDIRECT);
            if (!to.equals("off")) {
                RedirectCheck.check(endpoint, to, listening, faults);
            }
        }
        ContextFiles contexts = new ContextFiles(source.base().resolve("conf").resolve("contexts"), settings, profile);
        Sections written = sections.sections();
        checkDefaultHost(settings, written);
        contexts.check(faults);
        if (sections.has("reservations")) {
            ReservationCheck.check(written.get(ReservationsSection.SECTION), contexts, faults);
        }
        if (profile != null) {
            checkName(profile, contexts);
        }
        faults.throwIfAny();
        return new Configuration(settings, written, List.copyOf(listening), contexts, profile == null ? "" : profile,
                List.copyOf(notes));
    }

    /// In tables of its own: what is wrong is a fault, whichever profile was chosen.
    private void checkProfile(List<Entry> entries) {
        ConfigurationReader other = new ConfigurationReader(source);
        for (Entry entry : entries) {
            other.put(entry);
        }
        other.sections.sections();
        faults.addAll(other.faults);
    }

    private void checkName(String profile, ContextFiles contexts) {
        Set<String> names = new TreeSet<>(contexts.profiles());
        if (profiles != null) {
            profiles.names().forEach(names::add);
        }
        if (!names.contains(profile)) {
            faults.unknown(new Origin(source.profile() == null ? "LANNER_PROFILE" : "--profile", 0), profile,
                    names.isEmpty()
                            ? "is not a profile: the configuration has no 'profiles:'"
                            : "is not a profile; there are: " + String.join(", ", names),
                    NearestWord.to(profile, names));
        }
    }

    private void checkDefaultHost(SettingValues settings, Sections written) {
        String host = settings.get(Settings.DEFAULT_HOST);
        if (host.isEmpty() || host.equalsIgnoreCase("none")) {
            return;
        }
        Set<String> known = written.get(HostsSection.SECTION).keySet();
        String name = HostName.of(host);
        if (name == null || !known.contains(name)) {
            faults.add(Origin.of(settings.origin(Settings.DEFAULT_HOST)), Settings.DEFAULT_HOST.name(), host,
                    "must be none or one of the hosts: "
                            + (known.isEmpty() ? "there are none" : String.join(", ", known)));
        }
    }

    private List<Entry> fileEntries() {
        Path named = source.file();
        Path file = named == null ? source.base().resolve("conf").resolve("lanner.yaml") : named;
        return named == null && !Files.exists(file) ? List.of() : YamlFile.read(file, faults);
    }

    private void putAll(List<Entry> entries) {
        for (Entry entry : entries) {
            put(entry);
        }
    }

    private void put(Entry written) {
        boolean files = written.path().contains("tls") || written.path().contains("certificate");
        Entry entry = files ? located(written) : written;
        String first = entry.path().getFirst();
        if (entry.kind() == Entry.Kind.MAPPING && OTHER_KEYS.contains(first)) {
            return;
        }
        switch (first) {
            case "endpoints" -> endpoints.put(entry);
            case "endpoint-defaults" -> endpoints.putDefault(entry);
            default -> {
                if (!sections.take(entry)) {
                    server.put(entry);
                }
            }
        }
    }

    /// The same with the path of a file below `conf`, where it is a relative one.
    private Entry located(Entry entry) {
        String key = entry.path().getLast();
        Setting<?> setting = ValueTable.find((entry.path().contains("certificate") ? "certificate." : "tls.") + key);
        if (setting == null || !(setting.type() instanceof SettingType.File) || entry.kind() != Entry.Kind.SCALAR
                || entry.value().isEmpty()) {
            return entry;
        }
        try {
            Path file = source.base().resolve("conf").resolve(entry.value());
            return new Entry(entry.path(), entry.kind(), file.toAbsolutePath().normalize().toString(),
                    entry.origin());
        } catch (InvalidPathException e) {
            faults.add(entry.origin(), entry.key(), entry.value(), "must be " + setting.type().describe());
            return entry;
        }
    }

    private List<EndpointConfig> listening(SettingValues settings) {
        List<EndpointConfig> named = endpoints.configs(settings);
        String option = source.urls();
        String urls = option == null ? environment.get("LANNER_URLS") : option;
        Origin origin = new Origin(option == null ? "LANNER_URLS" : "--urls", 0);
        if (urls == null) {
            urls = urlsOfPorts(environment.get("LANNER_HTTP_PORTS"));
            origin = new Origin("LANNER_HTTP_PORTS", 0);
        }
        if (urls != null) {
            if (!endpoints.names().isEmpty()) {
                notes.add("LNR-5002: " + origin + " replaces the endpoints of the configuration: "
                        + String.join(", ", endpoints.names()));
            }
            return endpoints.ofUrls(origin, urls, settings);
        }
        if (endpoints.names().isEmpty() && sections.has(FRONT)) {
            // the ports of another server
            return List.of();
        }
        return endpoints.names().isEmpty()
                ? endpoints.ofUrls(new Origin("default", 0), DEFAULT_URL, settings)
                : named;
    }

    private @Nullable String urlsOfPorts(@Nullable String ports) {
        if (ports == null) {
            return null;
        }
        StringBuilder urls = new StringBuilder();
        for (String port : ports.split(";", -1)) {
            urls.append(urls.isEmpty() ? "" : ";").append("http://*:").append(port.strip());
        }
        return urls.toString();
    }
}
