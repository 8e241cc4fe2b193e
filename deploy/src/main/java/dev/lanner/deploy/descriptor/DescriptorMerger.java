package dev.lanner.deploy.descriptor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Merges descriptors (Servlet 6.1, 8.2.3): what the main one says holds, what it leaves out is taken from the others,
/// and the others must not contradict each other. Annotations are merged as a descriptor of their own.
///
/// Belongs to one thread.
public final class DescriptorMerger {
    /// How elements of one name are brought together; those not named are single values.
    private static final Map<String, Rule> RULES = rules();
    private static final Rule SINGLE = new Rule(Kind.VALUE, List.of());
    private static final String TARGET = "injection-target";
    private static final String MAIN_ONLY = " description display-name icon name ordering distributable ";

    private final Node root;
    private final List<String> warnings = new ArrayList<>();
    private int additions;

    private enum Kind {
        /// One value for each key: the main one's, else all must agree.
        VALUE,
        /// As VALUE, but the first is taken without a question.
        FIRST,
        /// As VALUE, except for injection targets, which are always brought together (Servlet 6.1, 8.2.3).
        REFERENCE,
        /// One for each key, brought together child by child.
        MERGE,
        /// All are kept.
        ADD,
        /// All are kept, unless the main descriptor has some for the key.
        MAPPING
    }

    private record Rule(Kind kind, List<String> keys) {
        String key(Element element) {
            // a servlet is a class or a JSP: one choice
            String choice = element.name().equals("jsp-file") ? "servlet-class" : element.name();
            StringBuilder key = new StringBuilder(choice);
            for (String name : keys) {
                key.append('\n').append(element.text(name, ""));
            }
            return key.toString();
        }
    }

    private static final class Node {
        final Element first;
        final boolean main;
        final @Nullable Map<String, Node> children;

        Node(Element first, boolean main, boolean merges) {
            this.first = first;
            this.main = main;
            this.children = merges ? new LinkedHashMap<>() : null;
        }

        Element element() {
            if (children == null) {
                return first;
            }
            return first.with(children.values().stream().map(Node::element).toList());
        }
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        rules.put("servlet", new Rule(Kind.MERGE, List.of("servlet-name")));
        rules.put("filter", new Rule(Kind.MERGE, List.of("filter-name")));
        rules.put("servlet-mapping", new Rule(Kind.MAPPING, List.of("servlet-name")));
        rules.put("filter-mapping", new Rule(Kind.MAPPING, List.of("filter-name")));
        rules.put("listener", new Rule(Kind.FIRST, List.of("listener-class")));
        rules.put("security-role", new Rule(Kind.FIRST, List.of("role-name")));
        rules.put("context-param", new Rule(Kind.VALUE, List.of("param-name")));
        rules.put("init-param", new Rule(Kind.VALUE, List.of("param-name")));
        rules.put("attribute", new Rule(Kind.VALUE, List.of("attribute-name")));
        rules.put("security-role-ref", new Rule(Kind.VALUE, List.of("role-name")));
        rules.put("mime-mapping", new Rule(Kind.VALUE, List.of("extension")));
        rules.put("error-page", new Rule(Kind.VALUE, List.of("error-code", "exception-type")));
        rules.put("session-config", new Rule(Kind.MERGE, List.of()));
        rules.put("cookie-config", new Rule(Kind.MERGE, List.of()));
        rules.put("login-config", new Rule(Kind.MERGE, List.of()));
        rules.put("jsp-config", new Rule(Kind.MERGE, List.of()));
        rules.put("locale-encoding-mapping-list", new Rule(Kind.MERGE, List.of()));
        rules.put("locale-encoding-mapping", new Rule(Kind.VALUE, List.of("locale")));
        rules.put("taglib", new Rule(Kind.VALUE, List.of("taglib-uri")));
        rules.put("tracking-mode", new Rule(Kind.MAPPING, List.of()));
        for (String name : List.of("welcome-file-list", "jsp-property-group", "security-constraint", "description",
                "display-name", "icon", "message-destination")) {
            rules.put(name, new Rule(Kind.ADD, List.of()));
        }
        for (String name : List.of("post-construct", "pre-destroy")) {
            rules.put(name, new Rule(Kind.FIRST, List.of("lifecycle-callback-class")));
        }
        rules.put("env-entry", new Rule(Kind.REFERENCE, List.of("env-entry-name")));
        rules.put("ejb-ref", new Rule(Kind.REFERENCE, List.of("ejb-ref-name")));
        rules.put("ejb-local-ref", new Rule(Kind.REFERENCE, List.of("ejb-ref-name")));
        rules.put("service-ref", new Rule(Kind.REFERENCE, List.of("service-ref-name")));
        rules.put("resource-ref", new Rule(Kind.REFERENCE, List.of("res-ref-name")));
        rules.put("resource-env-ref", new Rule(Kind.REFERENCE, List.of("resource-env-ref-name")));
        rules.put("message-destination-ref", new Rule(Kind.REFERENCE, List.of("message-destination-ref-name")));
        rules.put("persistence-context-ref", new Rule(Kind.REFERENCE, List.of("persistence-context-ref-name")));
        rules.put("persistence-unit-ref", new Rule(Kind.REFERENCE, List.of("persistence-unit-ref-name")));
        for (String name : List.of("data-source", "jms-connection-factory", "jms-destination", "mail-session",
                "connection-factory", "administered-object", "context-service", "managed-executor",
                "managed-scheduled-executor", "managed-thread-factory")) {
            rules.put(name, new Rule(Kind.VALUE, List.of("name")));
        }
        return Map.copyOf(rules);
    }

    private DescriptorMerger(Element main) throws InvalidDescriptorException {
        root = new Node(main, true, true);
        augment(root, main, true);
    }

    /// Merges.
    ///
    /// @param main the descriptor that wins
    /// @param others in the order of the fragments
    /// @param warnings gets a sentence for what was stepped over
    /// @throws InvalidDescriptorException naming both places of a contradiction
    public static Element merge(Element main, List<Element> others, List<String> warnings)
            throws InvalidDescriptorException {
        DescriptorMerger merger = new DescriptorMerger(main);
        for (Element other : others) {
            merger.augment(merger.root, other, false);
        }
        warnings.addAll(merger.warnings);
        return merger.root.element();
    }

    private void augment(Node into, Element from, boolean main) throws InvalidDescriptorException {
        Map<String, Node> children = into.children;
        if (children == null) {
            return;
        }
        Set<String> mapped = new HashSet<>();
        for (Node child : children.values()) {
            if (child.main && !main) {
                mapped.add(rule(child.first).key(child.first));
            }
        }
        for (Element child : from.children()) {
            if (!main && into == root && MAIN_ONLY.contains(" " + child.name() + " ")) {
                continue;
            }
            Rule rule = rule(child);
            String key = rule.key(child);
            switch (rule.kind()) {
                case ADD -> children.put(key + "\n" + additions++, new Node(child, main, false));
                case MAPPING -> {
                    if (!mapped.contains(key)) {
                        children.put(key + "\n" + additions++, new Node(child, main, false));
                    }
                }
                case FIRST -> children.putIfAbsent(key, new Node(child, main, false));
                case VALUE -> value(children, key, new Node(child, main, false));
                case REFERENCE -> reference(children, key, new Node(child, main, false));
                case MERGE -> {
                    Node known = children.get(key);
                    if (known == null) {
                        known = new Node(child, main, true);
                        children.put(key, known);
                    }
                    augment(known, child, main);
                }
            }
        }
    }

    private static Rule rule(Element element) {
        return RULES.getOrDefault(element.name(), SINGLE);
    }

    private void reference(Map<String, Node> children, String key, Node node) throws InvalidDescriptorException {
        Node known = children.get(key);
        if (known == null) {
            children.put(key, node);
            return;
        }
        if (!known.main || node.main) {
            agree(known.first, node.first);
        }
        if (known.first.at().file().equals(node.first.at().file())) {
            return;
        }
        List<Element> all = new ArrayList<>(known.first.children());
        for (Element target : node.first.children(TARGET)) {
            if (all.stream().noneMatch(target::sameAs)) {
                all.add(target);
            }
        }
        children.put(key, new Node(known.first.with(all), known.main, false));
    }

    private void value(Map<String, Node> children, String key, Node node) throws InvalidDescriptorException {
        Node known = children.putIfAbsent(key, node);
        if (known == null || known.main && !node.main) {
            return;
        }
        agree(known.first, node.first);
    }

    private void agree(Element first, Element second) throws InvalidDescriptorException {
        if (compared(first).sameAs(compared(second))) {
            return;
        }
        if (first.at().file().equals(second.at().file())) {
            warnings.add(second.at() + ": " + describe(second) + " was said before at " + first.at()
                    + "; the first one holds");
            return;
        }
        throw new InvalidDescriptorException("LNR-4004", second.at(), describe(second) + " differs from that at "
                + first.at() + "; say in WEB-INF/web.xml which one holds (Servlet 6.1, 8.2.3)");
    }

    /// Without words for people, and without what is brought together anyway.
    private static Element compared(Element element) {
        return element.with(element.children().stream()
                .filter(child -> !child.name().equals("description") && !child.name().equals(TARGET)).toList());
    }

    private static String describe(Element element) {
        StringBuilder text = new StringBuilder("<" + element.name() + ">");
        Rule rule = RULES.get(element.name());
        if (rule == null) {
            return text.append(" \"").append(element.text()).append('"').toString();
        }
        for (String name : rule.keys()) {
            String value = element.text(name, "");
            if (!value.isEmpty()) {
                text.append(" \"").append(value).append('"');
            }
        }
        return text.toString();
    }
}
