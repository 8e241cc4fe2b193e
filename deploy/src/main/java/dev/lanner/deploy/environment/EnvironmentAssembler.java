package dev.lanner.deploy.environment;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import dev.lanner.deploy.naming.Alias;
import dev.lanner.deploy.naming.Bound;
import dev.lanner.deploy.naming.Constant;
import dev.lanner.deploy.naming.Namespace;
import dev.lanner.deploy.naming.Unresolved;
import dev.lanner.deploy.resource.EnvironmentValue;
import dev.lanner.deploy.resource.ResourceDefinition;
import dev.lanner.deploy.resource.ResourceException;
import dev.lanner.deploy.resource.SimpleValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/// Fills the environment of an application. What the owner of the server says wins over descriptors, these over
/// annotations (Jakarta EE Platform 11, 5.2.5). Belongs to one deployment.
public final class EnvironmentAssembler {
    /// Elements of a platform that Lanner is not, and what is meant.
    private static final Map<String, String> FOREIGN = Map.ofEntries(Map.entry("ejb-ref", "enterprise beans"),
            Map.entry("ejb-local-ref", "enterprise beans"), Map.entry("service-ref", "web services"),
            Map.entry("persistence-context-ref", "persistence contexts"),
            Map.entry("persistence-unit-ref", "persistence units"),
            Map.entry("jms-connection-factory", "messaging"), Map.entry("jms-destination", "messaging"),
            Map.entry("connection-factory", "resource adapters"),
            Map.entry("administered-object", "resource adapters"),
            Map.entry("context-service", "managed executors"), Map.entry("managed-executor", "managed executors"),
            Map.entry("managed-scheduled-executor", "managed executors"),
            Map.entry("managed-thread-factory", "managed executors"));
    private static final List<String> REFERENCES = List.of("resource-ref", "resource-env-ref",
            "message-destination-ref");

    private final Environment environment;
    private final Consumer<String> warnings;
    /// Each declared name with the place of its declaration.
    private final Map<String, String> places = new HashMap<>();
    /// The names of the owner's resources.
    private final Set<String> own = new HashSet<>();

    /// @param warnings gets sentences for the log
    public EnvironmentAssembler(Environment environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /// Reads the merged descriptor, and what the annotations of components say.
    ///
    /// @param annotated elements `resource` of the classes of components
    /// @throws InvalidDescriptorException when an entry is wrong
    /// @throws ResourceException when what the owner configured can't work
    /// @throws IOException when a resource that the application defines can't work
    public void assemble(Element root, List<Element> annotated)
            throws InvalidDescriptorException, ResourceException, IOException {
        String name = root.text("module-name", "");
        if (!name.isEmpty()) {
            environment.moduleName(name);
        }
        ownResources();
        entries(root);
        ownEntries();
        definitions(root);
        references(root, annotated);
        for (Element element : root.children()) {
            String meant = FOREIGN.get(element.name());
            if (meant != null) {
                warnings.accept("LNR-4167 " + element.at() + ": <" + element.name() + ">" + named(element)
                        + " is not followed: the server has no " + meant);
            }
        }
    }

    /// The name that such an element gives, in quotes.
    private static String named(Element element) {
        for (String child : List.of("name", element.name() + "-name", "ejb-ref-name")) {
            String name = element.text(child, "");
            if (!name.isEmpty()) {
                return " \"" + name + "\"";
            }
        }
        return "";
    }

    /// All that can't work is told together.
    private void ownResources() throws ResourceException {
        ResourceException first = null;
        List<String> messages = new ArrayList<>();
        for (Map.Entry<String, ResourceDefinition> each : new TreeMap<>(environment.owner().resources()).entrySet()) {
            ResourceDefinition definition = each.getValue();
            try {
                bindOwn(each.getKey(), environment.resources().bound(each.getKey(), definition), definition.origin());
                own.add(Namespace.absolute(each.getKey()));
            } catch (ResourceException e) {
                first = first == null ? e : first;
                messages.add(String.valueOf(e.getMessage()));
            }
        }
        if (first != null) {
            throw messages.size() == 1 ? first : new ResourceException(String.join("\n", messages), first);
        }
    }

    private void ownEntries() throws ResourceException {
        for (Map.Entry<String, EnvironmentValue> each : new TreeMap<>(environment.owner().environment()).entrySet()) {
            EnvironmentValue value = each.getValue();
            if (places.containsKey(Namespace.absolute(each.getKey()))) {
                continue;
            }
            String type = value.type();
            try {
                bindOwn(each.getKey(), new Constant(type == null
                        ? value.text()
                        : parse(type, value.text())), value.origin());
            } catch (IllegalArgumentException e) {
                throw wrong(each.getKey(), value, String.valueOf(e.getMessage()));
            }
        }
    }

    private static ResourceException wrong(String name, EnvironmentValue value, String rule) {
        return new ResourceException("LNR-4164 " + value.origin() + ": the environment entry " + name + " is \""
                + value.text() + "\", it " + rule);
    }

    private void bindOwn(String name, Bound bound, String origin) throws ResourceException {
        try {
            environment.names().bind(name, bound);
            places.put(Namespace.absolute(name), origin);
        } catch (NamingException e) {
            throw new ResourceException("LNR-4165 " + origin + ": " + e.getMessage(), e);
        }
    }

    // ---- entries

    private void entries(Element root) throws InvalidDescriptorException, ResourceException {
        for (Element entry : root.children("env-entry")) {
            String name = entry.text("env-entry-name", "");
            targets(entry, name);
            EnvironmentValue given = environment.owner().environment().get(name);
            String lookup = Reference.filled(entry, "lookup-name");
            Element value = entry.child("env-entry-value");
            if (given != null) {
                String type = given.type() == null ? type(entry) : given.type();
                bind(entry, name, given(name, given, type == null ? "java.lang.String" : type));
            } else if (lookup != null) {
                if (value != null) {
                    throw fault(entry, name, "has both <env-entry-value> and <lookup-name>; keep one of them");
                }
                bind(entry, name, new Alias(lookup, entry.text("env-entry-type", "")));
            } else if (value != null) {
                bind(entry, name, declared(entry, name, value.text()));
            }
            // without a value there is no entry, and nothing is injected (Jakarta EE Platform 11, 5.4.1.3)
        }
    }

    private Bound given(String name, EnvironmentValue value, String type) throws ResourceException {
        try {
            return new Constant(parse(type, value.text()));
        } catch (IllegalArgumentException e) {
            throw wrong(name, value, e.getMessage() + ", as the application wants it");
        }
    }

    private Bound declared(Element entry, String name, String text) throws InvalidDescriptorException {
        String type = type(entry);
        if (type == null) {
            throw fault(entry, name, "has no <env-entry-type>, and no <injection-target> that shows it");
        }
        try {
            return new Constant(parse(type, text));
        } catch (IllegalArgumentException e) {
            throw fault(entry, name, "is \"" + text + "\", it " + e.getMessage());
        }
    }

    private static InvalidDescriptorException fault(Element entry, String name, String what) {
        return new InvalidDescriptorException("LNR-4164", entry.at(), "<env-entry> \"" + name + "\" " + what);
    }

    /// The type that the entry names, or that of its first target; null for none.
    private @Nullable String type(Element entry) {
        String named = Reference.filled(entry, "env-entry-type");
        Element target = entry.child("injection-target");
        return named != null || target == null
                ? named
                : Members.type(environment.application(), target.text("injection-target-class", ""),
                        target.text("injection-target-name", ""));
    }

    /// @throws IllegalArgumentException with a message that goes on after `it`
    private Object parse(String typeName, String text) {
        Class<?> type = simpleType(typeName);
        try {
            return SimpleValue.parse(type, text, environment.application());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be " + SimpleValue.describe(type), e);
        }
    }

    private Class<?> simpleType(String name) {
        String full = name.indexOf('.') < 0 && !name.isEmpty() && Character.isUpperCase(name.charAt(0))
                ? "java.lang." + name
                : name;
        try {
            Class<?> type = Class.forName(full, false, environment.application());
            if (SimpleValue.isSimple(type)) {
                return type;
            }
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException("has the type " + name + ", a class that is not there", e);
        }
        throw new IllegalArgumentException("has the type " + name
                + ", which is none of String, Character, Byte, Short, Integer, Long, Boolean, Double, Float, Class "
                + "and enums");
    }

    // ---- definitions

    private void definitions(Element root) throws InvalidDescriptorException, IOException {
        for (Element element : root.children()) {
            ResourceDefinition definition = switch (element.name()) {
                case "data-source" -> DefinitionReader.database(element);
                case "mail-session" -> DefinitionReader.mail(element);
                default -> null;
            };
            String name = element.text("name", "");
            // one that the owner configured under that name wins
            if (definition != null && !own.contains(Namespace.absolute(name))) {
                try {
                    bind(element, name, environment.resources().bound(name, definition));
                } catch (ResourceException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        }
    }

    // ---- references

    private void references(Element root, List<Element> annotated) throws InvalidDescriptorException {
        List<Reference> all = new ArrayList<>();
        for (Element element : root.children()) {
            if (REFERENCES.contains(element.name())) {
                String kind = element.name();
                Reference reference = kind.equals("resource-ref")
                        ? Reference.of(element, "res-ref-name", "res-type")
                        : Reference.of(element, kind + "-name", kind.equals("resource-env-ref")
                                ? "resource-env-ref-type"
                                : "message-destination-type");
                targets(element, reference.name());
                all.add(reference);
            }
        }
        for (Element element : annotated) {
            all.add(Reference.ofAnnotation(element));
        }
        Set<String> warned = new HashSet<>();
        for (Reference reference : all) {
            try {
                Bound bound = simple(reference) ? null : environment.declare(reference);
                if (bound instanceof Unresolved unresolved && warned.add(reference.name())) {
                    warnings.accept(unresolved.reason());
                }
            } catch (NamingException e) {
                throw new InvalidDescriptorException("LNR-4165", Location.of(reference.where()),
                        String.valueOf(e.getMessage()));
            }
        }
    }

    /// A simple value that nobody gives: nothing is bound, and nothing injected.
    private boolean simple(Reference reference) {
        return reference.lookup() == null && reference.mapped() == null && Members.isSimple(
                environment.application(), reference.type());
    }

    private void bind(Element element, String name, Bound bound) throws InvalidDescriptorException {
        try {
            environment.names().bind(name, bound);
        } catch (NamingException e) {
            String first = places.get(Namespace.absolute(name));
            throw new InvalidDescriptorException("LNR-4165", element.at(), e.getMessage()
                    + (first == null ? "" : ": see " + first));
        }
        places.put(Namespace.absolute(name), element.at().toString());
    }

    private void targets(Element element, String name) {
        for (Element target : element.children("injection-target")) {
            environment.targets().computeIfAbsent(target.text("injection-target-class", ""), key -> new ArrayList<>())
                    .add(new InjectionTarget(target.text("injection-target-name", ""), name, target.at().toString()));
        }
    }
}
