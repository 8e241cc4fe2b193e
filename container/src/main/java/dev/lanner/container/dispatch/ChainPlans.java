package dev.lanner.container.dispatch;

import dev.lanner.container.context.FilterEntry;
import dev.lanner.container.context.ServletEntry;
import dev.lanner.container.mapping.UrlPattern;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The chains in front of one servlet, for each kind of dispatch. Where only patterns that match everything count, the
/// chain is made once; else those that were needed are kept, up to a bound.
public final class ChainPlans {
    private static final int MOST_KEPT = 64;

    private final ServletEntry servlet;
    private final Map<DispatcherType, Choice> byPath = new EnumMap<>(DispatcherType.class);
    private final Map<DispatcherType, ChainPlan> byName = new EnumMap<>(DispatcherType.class);

    /// @param servlet the servlet behind the filters
    /// @param rules all filter mappings of the context, in the order of the chain
    public ChainPlans(ServletEntry servlet, List<FilterRule> rules) {
        this.servlet = servlet;
        for (DispatcherType type : DispatcherType.values()) {
            List<FilterRule> own = new ArrayList<>();
            List<FilterRule> named = new ArrayList<>();
            for (FilterRule rule : rules) {
                if (rule.types().contains(type)) {
                    if (rule.pattern() != null) {
                        own.add(rule);
                    } else if (rule.forServlet(servlet.name())) {
                        own.add(rule);
                        named.add(rule);
                    }
                }
            }
            byPath.put(type, new Choice(servlet, own));
            byName.put(type, plan(servlet, named));
        }
    }

    /// The chain for a path.
    ///
    /// @param path normalised, or null for a dispatch by name: then URL patterns don't count
    /// @param from where the part below the context begins
    ChainPlan plan(DispatcherType type, @Nullable String path, int from) {
        // each map has each type
        return path == null
                ? Objects.requireNonNull(byName.get(type))
                : Objects.requireNonNull(byPath.get(type)).plan(path, from);
    }

    /// Whether servlet and filters on the way to a path all allow async.
    public boolean asyncSupported(DispatcherType type, String path, int from) {
        return plan(type, path, from).asyncSupported();
    }

    private static ChainPlan plan(ServletEntry servlet, List<FilterRule> rules) {
        Set<FilterEntry> filters = new LinkedHashSet<>();
        rules.forEach(rule -> filters.add(rule.filter()));
        return new ChainPlan(servlet, filters.toArray(FilterEntry[]::new));
    }

    @Override
    public String toString() {
        return "chains of " + servlet.name();
    }

    /// The chains of one kind of dispatch.
    private static final class Choice {
        private final ServletEntry servlet;
        private final List<FilterRule> rules;
        private final UrlPattern[] conditions;
        private final ChainPlan fixed;
        private volatile Kept[] kept = new Kept[0];

        /// @param matched which of the conditions hold, one bit for each
        private record Kept(long matched, ChainPlan plan) {
        }

        Choice(ServletEntry servlet, List<FilterRule> rules) {
            this.servlet = servlet;
            this.rules = List.copyOf(rules);
            conditions = rules.stream().map(FilterRule::pattern).filter(p -> p != null && !p.text().equals("/*"))
                    .distinct().toArray(UrlPattern[]::new);
            fixed = ChainPlans.plan(servlet, rules.stream()
                    .filter(r -> r.pattern() == null || r.pattern().text().equals("/*")).toList());
        }

        ChainPlan plan(String path, int from) {
            if (conditions.length == 0) {
                return fixed;
            }
            if (conditions.length > Long.SIZE) {
                return resolve(path, from);
            }
            long matched = 0;
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].matches(path, from)) {
                    matched |= 1L << i;
                }
            }
            if (matched == 0) {
                return fixed;
            }
            Kept[] known = kept;
            for (Kept each : known) {
                if (each.matched == matched) {
                    return each.plan;
                }
            }
            return keep(matched, resolve(path, from));
        }

        private ChainPlan resolve(String path, int from) {
            return ChainPlans.plan(servlet,
                    rules.stream().filter(r -> r.pattern() == null || r.pattern().matches(path, from)).toList());
        }

        // two threads may both add: one entry may get lost or be there twice, which
        // costs a resolution and nothing else
        private ChainPlan keep(long matched, ChainPlan plan) {
            Kept[] known = kept;
            if (known.length < MOST_KEPT) {
                Kept[] more = new Kept[known.length + 1];
                System.arraycopy(known, 0, more, 0, known.length);
                more[known.length] = new Kept(matched, plan);
                kept = more;
            }
            return plan;
        }
    }
}
