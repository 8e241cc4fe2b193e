package dev.lanner.launcher.config;

import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import dev.lanner.spi.config.Sections;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sections said at one place. What is put later goes into what was put before, and replaces what stands at the
/// same keys.
final class SectionTable {
    private final Scope scope;
    private final Faults faults;
    private final Map<Section<?>, Draft> drafts = new LinkedHashMap<>();
    private final Set<Section<?>> misplaced = new LinkedHashSet<>();

    /// A node while it is being read.
    private static final class Draft {
        private final List<String> path;
        private Entry said;
        private final Map<String, Draft> children = new LinkedHashMap<>();

        Draft(List<String> path, Entry said) {
            this.path = path;
            this.said = said;
        }

        void put(Entry entry, int level) {
            if (level == entry.path().size()) {
                if (entry.kind() != Entry.Kind.MAPPING) {
                    children.clear();
                }
                said = entry;
                return;
            }
            String key = entry.path().get(level);
            Draft child = children.get(key);
            if (child == null) {
                List<String> below = new ArrayList<>(path);
                below.add(key);
                child = new Draft(below, new Entry(below, Entry.Kind.MAPPING, "", entry.origin()));
                children.put(key, child);
            }
            if (said.kind() != Entry.Kind.MAPPING) {
                said = new Entry(path, Entry.Kind.MAPPING, "", entry.origin());
            }
            child.put(entry, level + 1);
        }

        ConfigNode node(ConfigNode.Faults sink) {
            ConfigNode node = new ConfigNode(String.join(".", path), path.getLast(), said.origin().toString(),
                    said.items(), sink, kind(said));
            if (said.kind() != Entry.Kind.MAPPING) {
                return node;
            }
            Map<String, ConfigNode> nodes = new LinkedHashMap<>();
            for (Draft child : children.values()) {
                nodes.put(child.path.getLast(), child.node(sink));
            }
            return node.with(nodes);
        }

        private static ConfigNode.Kind kind(Entry entry) {
            return switch (entry.kind()) {
                case SCALAR -> ConfigNode.Kind.SCALAR;
                case LIST -> ConfigNode.Kind.LIST;
                case MAPPING -> ConfigNode.Kind.MAPPING;
                case NOTHING -> ConfigNode.Kind.NOTHING;
            };
        }
    }

    SectionTable(Scope scope, Faults faults) {
        this.scope = scope;
        this.faults = faults;
    }

    /// Takes what belongs to a section, and the begin of a mapping, which means nothing to settings.
    ///
    /// @return whether it was taken
    boolean take(Entry entry) {
        String key = entry.path().getFirst();
        boolean mapping = entry.kind() == Entry.Kind.MAPPING;
        if (ValueTable.isSettingOrGroup(key)) {
            return mapping;
        }
        Section<?> section = ConfigSections.find(key);
        if (section == null) {
            return mapping;
        }
        if (section.scopes().contains(scope)) {
            Draft draft = drafts.get(section);
            if (draft == null) {
                draft = new Draft(List.of(key), new Entry(List.of(key), Entry.Kind.MAPPING, "", entry.origin()));
                drafts.put(section, draft);
            }
            draft.put(entry, 1);
        } else if (misplaced.add(section)) {
            faults.add(entry.origin(), key, null,
                    (scope == Scope.WAR ? "is not for a WAR to say; it is a section of " : "is a section of ")
                            + ValueTable.places(section.scopes()));
        }
        return true;
    }

    /// Whether something is written at this key.
    boolean has(String key) {
        for (Section<?> section : drafts.keySet()) {
            if (section.key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    /// Reads what a WAR says, and puts it into what its owner says for the context.
    ///
    /// @param context the sections of the context's file
    /// @param server those of the server's
    Sections within(Sections context, Sections server) {
        if (drafts.isEmpty()) {
            return context;
        }
        Map<Section<?>, Object> values = new LinkedHashMap<>();
        Map<Section<?>, ConfigNode> written = new LinkedHashMap<>(context.written());
        for (Section<?> section : context.written().keySet()) {
            values.put(section, context.get(section));
        }
        drafts.forEach((section, draft) -> {
            ConfigNode node = draft.node(faults::ofNode);
            written.put(section, node);
            values.put(section, within(section, node, context, server));
        });
        return new Sections(values, written);
    }

    private static <T> T within(Section<T> section, ConfigNode node, Sections context, Sections server) {
        return section.within(server.get(section), context.get(section), section.read(node), node);
    }

    /// Reads all.
    Sections sections() {
        if (drafts.isEmpty()) {
            return Sections.EMPTY;
        }
        Map<Section<?>, Object> values = new LinkedHashMap<>();
        Map<Section<?>, ConfigNode> written = new LinkedHashMap<>();
        drafts.forEach((section, draft) -> {
            ConfigNode node = draft.node(faults::ofNode);
            written.put(section, node);
            values.put(section, section.read(node));
        });
        return new Sections(values, written);
    }
}
