package dev.lanner.tck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Shares classes between forks so that all end at about the same time.
///
/// @param seconds what classes take that take long, by a part of their names; waits of the tests, on any machine
record SlowClasses(Map<String, Integer> seconds) {
    private static final double USUAL = 0.6;

    static final SlowClasses SERVLET_TCK = new SlowClasses(Map.of("jakarta_servlet.asynccontext.", 172,
            "jakarta_servlet_http.httpservletrequest.", 91, "httpsessionx.", 55, "servletresponse.", 20,
            "jakarta_servlet_http.asynccontext.", 15, "httpsession.", 12, "signature.", 10, "servletrequest30.", 10,
            "servletrequestwrapper30.", 10, "readlistener1.", 8));

    static final SlowClasses WEBSOCKET_TCK = new SlowClasses(Map.of("servercontainer.addendpoint.", 48,
            "jakarta.websocket.session.", 46, "remoteendpoint.", 12));

    /// At most so many parts, none of them empty.
    List<List<String>> split(List<String> classes, int parts) {
        List<List<String>> all = new ArrayList<>();
        Map<List<String>, Double> load = new IdentityHashMap<>();
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
