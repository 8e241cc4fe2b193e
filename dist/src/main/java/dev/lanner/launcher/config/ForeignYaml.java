package dev.lanner.launcher.config;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Looks at YAML that a stranger wrote before it is read: no anchors and aliases, by which a small file becomes a large
/// one, no tags, no deep nesting, one document. Nothing is built.
final class ForeignYaml {
    private static final int DEEPEST = 16;

    private final String source;
    private final Faults faults;

    ForeignYaml(String source, Faults faults) {
        this.source = source;
        this.faults = faults;
    }

    /// Whether it is plain; else the fault is told.
    boolean isPlain(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(source).setCodePointLimit(1 << 20).build();
        try {
            ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
            int depth = 0;
            int documents = 0;
            while (events.hasNext()) {
                Event event = events.next();
                depth += switch (event.getEventId()) {
                    case MappingStart, SequenceStart -> 1;
                    case MappingEnd, SequenceEnd -> -1;
                    default -> 0;
                };
                documents += event.getEventId() == Event.ID.DocumentStart ? 1 : 0;
                String rule = depth > DEEPEST
                        ? "is nested too deep"
                        : documents > 1 ? "must be one document" : rule(event);
                if (rule != null) {
                    faults.add(origin(event), "", null, rule);
                    return false;
                }
            }
            return true;
        } catch (MarkedYamlEngineException e) {
            faults.add(new Origin(source, e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0)), "", null,
                    "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            faults.add(new Origin(source, 0), "", null, "is not YAML: " + e.getMessage());
        }
        return false;
    }

    private static @Nullable String rule(Event event) {
        if (event instanceof AliasEvent || event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            return "must not have anchors and aliases (& and *)";
        }
        boolean tagged = event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
                || event instanceof CollectionStartEvent start && start.getTag().isPresent();
        return tagged ? "must not have tags (!)" : null;
    }

    private Origin origin(Event event) {
        return new Origin(source, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
    }
}
