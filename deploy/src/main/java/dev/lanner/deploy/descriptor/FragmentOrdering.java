package dev.lanner.deploy.descriptor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The order of the libraries of a web application (Servlet 6.1, 8.2.2). Pure.
public final class FragmentOrdering {
    private static final int FRONT = 0;
    private static final int MIDDLE = 1;
    private static final int END = 2;

    private final List<Library> libraries;
    private final Map<String, Integer> byName = new HashMap<>();
    private final List<Set<Integer>> later = new ArrayList<>();
    private final int[] place;

    /// A library as far as its order is concerned.
    ///
    /// @param file the name of the jar
    /// @param fragment the root of its `web-fragment.xml`; null where it has none
    public record Library(String file, @Nullable Element fragment) {
        /// The name that others order by; null where it has none.
        @Nullable
        String name() {
            String name = fragment == null ? null : fragment.text("name");
            return name == null || name.isEmpty() ? null : name;
        }

        Location at() {
            return fragment == null ? Location.of("WEB-INF/lib/" + file) : fragment.at();
        }

        private List<String> names(String relation) {
            Element element = relation(relation);
            return element == null ? List.of() : element.texts("name");
        }

        private boolean others(String relation) {
            Element element = relation(relation);
            return element != null && element.child("others") != null;
        }

        private @Nullable Element relation(String relation) {
            Element ordering = fragment == null ? null : fragment.child("ordering");
            return ordering == null ? null : ordering.child(relation);
        }
    }

    /// The result.
    ///
    /// @param libraries those that take part, as numbers into the list given
    /// @param ordered whether any descriptor asked for an order
    public record Order(List<Integer> libraries, boolean ordered) {
    }

    private FragmentOrdering(List<Library> libraries) throws InvalidDescriptorException {
        this.libraries = libraries;
        this.place = new int[libraries.size()];
        for (int i = 0; i < libraries.size(); i++) {
            later.add(new LinkedHashSet<>());
            String name = libraries.get(i).name();
            Integer other = name == null ? null : byName.putIfAbsent(name, i);
            if (other != null) {
                throw new InvalidDescriptorException("LNR-4006", libraries.get(i).at(),
                        "the name \"" + name + "\" is also that of " + libraries.get(other).at()
                                + "; order them with <absolute-ordering> in WEB-INF/web.xml");
            }
        }
    }

    /// Puts libraries in order.
    ///
    /// @param absolute the `absolute-ordering` of `web.xml`, or null
    /// @param libraries all of the application, in the order of their file names
    /// @throws InvalidDescriptorException for a circle or a name that is there twice
    public static Order order(@Nullable Element absolute, List<Library> libraries) throws InvalidDescriptorException {
        if (absolute != null) {
            return new Order(absolute(absolute, libraries), true);
        }
        boolean asked = libraries.stream()
                .anyMatch(library -> library.fragment() != null && library.fragment().child("ordering") != null);
        if (!asked) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < libraries.size(); i++) {
                all.add(i);
            }
            return new Order(all, false);
        }
        return new Order(new FragmentOrdering(libraries).relative(), true);
    }

    private static List<Integer> absolute(Element absolute, List<Library> libraries) {
        Map<String, Integer> names = new HashMap<>();
        Set<Integer> others = new LinkedHashSet<>();
        for (int i = 0; i < libraries.size(); i++) {
            others.add(i);
            String name = libraries.get(i).name();
            if (name != null) {
                names.putIfAbsent(name, i);
            }
        }
        List<String> wanted = absolute.texts("name");
        wanted.forEach(name -> others.remove(names.get(name)));
        // only the first of several fragments of one name counts (Servlet 6.1, 8.2.2, 1.d)
        others.removeIf(i -> wanted.contains(libraries.get(i).name()));
        Set<Integer> order = new LinkedHashSet<>();
        for (Element entry : absolute.children()) {
            if (entry.name().equals("others")) {
                order.addAll(others);
            } else if (entry.name().equals("name")) {
                Integer library = names.get(entry.text());
                if (library != null) {
                    order.add(library);
                }
            }
        }
        return List.copyOf(order);
    }

    private List<Integer> relative() throws InvalidDescriptorException {
        for (int i = 0; i < libraries.size(); i++) {
            Library library = libraries.get(i);
            boolean front = library.others("before");
            boolean end = library.others("after");
            if (front && end) {
                throw new InvalidDescriptorException("LNR-4007", library.at(),
                        "wants to be before and after all others");
            }
            place[i] = front ? FRONT : end ? END : MIDDLE;
            for (String name : library.names("before")) {
                edge(i, byName.get(name));
            }
            for (String name : library.names("after")) {
                edge(byName.get(name), i);
            }
        }
        pull();
        List<Integer> order = new ArrayList<>();
        for (int part = FRONT; part <= END; part++) {
            sort(part, order);
        }
        return order;
    }

    private void edge(@Nullable Integer earlier, @Nullable Integer latter) {
        if (earlier != null && latter != null) {
            later.get(earlier).add(latter);
        }
    }

    /// What must come before one of the front belongs to the front; what must come after one of the end belongs to the
    /// end.
    private void pull() throws InvalidDescriptorException {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < place.length; i++) {
                for (int next : later.get(i)) {
                    if (place[i] <= place[next]) {
                        continue;
                    }
                    if (place[i] == MIDDLE) {
                        place[i] = FRONT;
                    } else if (place[next] == MIDDLE) {
                        place[next] = END;
                    } else {
                        throw circle(i, next);
                    }
                    changed = true;
                }
            }
        }
    }

    private void sort(int part, List<Integer> order) throws InvalidDescriptorException {
        Set<Integer> waiting = new LinkedHashSet<>();
        for (int i = 0; i < place.length; i++) {
            if (place[i] == part) {
                waiting.add(i);
            }
        }
        while (!waiting.isEmpty()) {
            Integer next = null;
            for (Integer candidate : waiting) {
                if (blocker(candidate, waiting) == null) {
                    next = candidate;
                    break;
                }
            }
            if (next == null) {
                throw walk(waiting);
            }
            waiting.remove(next);
            order.add(next);
        }
    }

    private @Nullable Integer blocker(int candidate, Set<Integer> waiting) {
        for (Integer other : waiting) {
            if (later.get(other).contains(candidate)) {
                return other;
            }
        }
        return null;
    }

    /// Everything waits for something: walking back must come round.
    private InvalidDescriptorException walk(Set<Integer> waiting) {
        Set<Integer> seen = new LinkedHashSet<>();
        Integer at = waiting.iterator().next();
        Integer before = at;
        while (at != null && seen.add(at)) {
            before = at;
            at = blocker(at, waiting);
        }
        return circle(at == null ? before : at, before);
    }

    private InvalidDescriptorException circle(int one, int other) {
        return new InvalidDescriptorException("LNR-4007", libraries.get(one).at(),
                "the order is a circle through this fragment (" + label(one) + ") and that of "
                        + libraries.get(other).at() + " (" + label(other)
                        + "); change one, or use <absolute-ordering> in WEB-INF/web.xml");
    }

    private String label(int library) {
        String name = libraries.get(library).name();
        return name == null ? libraries.get(library).file() : name;
    }
}
