package dev.lanner.launcher.config;

import dev.lanner.deploy.section.ClassLoadingSection;
import dev.lanner.deploy.section.EnvironmentSection;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.deploy.section.WorkerEnvironmentSection;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.worker.sharing.FrontSection;
import dev.lanner.worker.sharing.ReservationsSection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sections that configuration files may have beside settings. Loaded when a file has a key that is no setting.
public final class ConfigSections {
    private static final List<Section<?>> ALL = List.of(ClassLoadingSection.SECTION,
            ResponseHeadersSection.SECTION, HostsSection.SECTION,
            PrefixesSection.SECTION, EnvironmentSection.SECTION,
            ResourcesSection.SECTION, WorkerEnvironmentSection.SECTION, ReservationsSection.SECTION,
            FrontSection.SECTION);

    private ConfigSections() {
    }

    /// All of them, in the order of documents.
    public static List<Section<?>> all() {
        return ALL;
    }

    static @Nullable Section<?> find(String key) {
        for (Section<?> section : ALL) {
            if (section.key().equals(key)) {
                return section;
            }
        }
        return null;
    }

    /// The keys of those that may stand there.
    static List<String> keys(Scope scope) {
        List<String> keys = new ArrayList<>();
        for (Section<?> section : ALL) {
            if (section.scopes().contains(scope)) {
                keys.add(section.key());
            }
        }
        return keys;
    }
}
