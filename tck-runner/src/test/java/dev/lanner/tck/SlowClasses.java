package dev.lanner.tck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shares classes between forks so that all end at about the same time.
///
/// @param seconds what classes take that take long, by a part of their names; waits of the tests, on any machine
record SlowClasses(Map<String, Integer> seconds) {
    private static final double USUAL = 0.6;

    static final SlowClasses SERVLET_TCK = new SlowClasses(Map.of());

    List<List<String>> split(List<String> classes, int parts) {
        List<List<String>> all = new ArrayList<>();
        Map<List<String>, Double> load = new java.util.IdentityHashMap<>();
        for (int i = 0; i < Math.min(parts, classes.size()); i++) {
            List<String> part = new ArrayList<>();
            all.add(part);
            load.put(part, 0.0);
        }
        Map<String, Double> cost = new HashMap<>();
        for (String name : classes) {
            cost.put(name, seconds.entrySet().stream().filter(entry -> name.contains(entry.getKey()))
                    .mapToDouble(Map.Entry::getValue).findFirst().orElse(USUAL));
        }
        List<String> sorted = new ArrayList<>(classes);
        sorted.sort(Comparator.comparing((String name) -> -cost.get(name)).thenComparing(name -> name));
        for (String name : sorted) {
            List<String> least = all.stream().min(Comparator.comparing(load::get)).orElseThrow();
            least.add(name);
            load.merge(least, cost.get(name), Double::sum);
        }
        return all;
    }
}
