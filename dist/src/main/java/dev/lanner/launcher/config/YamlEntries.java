package dev.lanner.launcher.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// YAML text to entries: mappings become paths.
final class YamlEntries {
    private static final int DEEPEST = 8;
    private static final int MOST = 20_000;

    private final String source;
    private final Faults faults;
    private final List<Entry> entries = new ArrayList<>();

    YamlEntries(String source, Faults faults) {
        this.source = source;
        this.faults = faults;
    }

    List<Entry> read(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(source).setCodePointLimit(1 << 20).build();
        try {
            Optional<Node> document = new Composer(settings,
                    new ParserImpl(settings, new StreamReader(settings, text))).getSingleNode();
            if (document.isPresent() && !isNull(document.get())) {
                if (document.get() instanceof MappingNode mapping) {
                    mapping(List.of(), mapping);
                } else {
                    faults.add(origin(document.get()), "", null, "must be a mapping of keys to values");
                }
            }
        } catch (MarkedYamlEngineException e) {
            faults.add(new Origin(source, e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0)), "", null,
                    "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            faults.add(new Origin(source, 0), "", null, "is not YAML: " + e.getMessage());
        }
        return entries;
    }

    private void mapping(List<String> path, MappingNode mapping) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Origin origin = origin(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || key.getValue().isEmpty()) {
                faults.add(origin, String.join(".", path), null, "has a key that is not a word");
                continue;
            }
            List<String> below = new ArrayList<>(path);
            below.add(key.getValue());
            Integer first = lines.putIfAbsent(key.getValue(), origin.line());
            if (first != null) {
                faults.add(origin, String.join(".", below), null, "stands twice, first in line " + first);
            } else if (below.size() > DEEPEST || entries.size() >= MOST) {
                faults.add(origin, String.join(".", below), null, "lies too deep, or the file holds too much");
                return;
            } else {
                value(below, origin, tuple.getValueNode());
            }
        }
    }

    private void value(List<String> path, Origin origin, Node value) {
        switch (value) {
            case MappingNode mapping when !mapping.getValue().isEmpty() -> {
                entries.add(new Entry(path, Entry.Kind.MAPPING, List.of(), origin));
                mapping(path, mapping);
            }
            case MappingNode _ -> entries.add(new Entry(path, Entry.Kind.NOTHING, "", origin));
            case ScalarNode scalar when isNull(scalar) -> entries
                    .add(new Entry(path, Entry.Kind.NOTHING, "", origin));
            case ScalarNode scalar -> entries.add(new Entry(path, Entry.Kind.SCALAR, scalar.getValue(), origin));
            case SequenceNode list -> {
                List<String> items = items(list);
                if (items == null) {
                    faults.add(origin, String.join(".", path), null, "must be a list of single values");
                } else {
                    entries.add(new Entry(path, Entry.Kind.LIST, items, origin));
                }
            }
            default -> faults.add(origin, String.join(".", path), null, "has a value of an unknown kind");
        }
    }

    private static @Nullable List<String> items(SequenceNode list) {
        List<String> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            if (!(item instanceof ScalarNode scalar)) {
                return null;
            }
            items.add(scalar.getValue());
        }
        return items;
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private Origin origin(Node node) {
        return new Origin(source, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }
}
