package dev.lanner.deploy.section;

import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// `worker-environment: { DATABASE_PASSWORD: "…" }`: variables of the environment of worker processes, beside the few that
/// they get from the server.
public final class WorkerEnvironmentSection implements Section<Map<String, String>> {
    /// The one there is.
    public static final WorkerEnvironmentSection SECTION = new WorkerEnvironmentSection();

    private static final int MOST = 1000;
    private static final int LONGEST = 100_000;
    /// How the server tells a worker that it is one.
    private static final String OWN = "LANNER_WORKER_";

    private WorkerEnvironmentSection() {
    }

    @Override
    public String key() {
        return "worker-environment";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER, Scope.CONTEXT);
    }

    @Override
    public String reason() {
        return "Variables of the environment of worker processes. A context's go over the server's. Values are not shown by "
                + "`lanner print-config`, as they may be secrets.";
    }

    @Override
    public String example() {
        return "worker-environment: { SHOP_MODE: production, DATABASE_PASSWORD: \"...\" }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"type\": [\"string\", \"number\", "
                + "\"boolean\"] } }";
    }

    @Override
    public Map<String, String> empty() {
        return Map.of();
    }

    @Override
    public Map<String, String> read(ConfigNode node) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (!node.mapping()) {
            return variables;
        }
        if (node.children().size() > MOST) {
            node.fault("must hold at most " + MOST + " variables");
        }
        for (ConfigNode variable : node.children().values()) {
            if (isRight(variable)) {
                variables.put(variable.key(), variable.text());
            }
        }
        return Collections.unmodifiableMap(variables);
    }

    /// What holds for a context: its own variables over the server's.
    public static Map<String, String> merge(Map<String, String> server, Map<String, String> context) {
        Map<String, String> all = new LinkedHashMap<>(server);
        all.putAll(context);
        return Collections.unmodifiableMap(all);
    }

    private static boolean isRight(ConfigNode variable) {
        String name = variable.key();
        if (!isName(name)) {
            variable.fault("is not the name of a variable: letters, digits and '_', not beginning with a digit");
            return false;
        }
        if (name.startsWith(OWN)) {
            variable.fault("is a variable that the server sets: its name begins with " + OWN);
            return false;
        }
        if (!variable.scalar()) {
            return false;
        }
        if (variable.text().length() > LONGEST || variable.text().indexOf(0) >= 0) {
            variable.fault("must have at most " + LONGEST + " characters, and none of them NUL");
            return false;
        }
        return true;
    }

    private static boolean isName(String name) {
        boolean good = !name.isEmpty() && !(name.charAt(0) >= '0' && name.charAt(0) <= '9');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            good &= c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
        return good;
    }

    @Override
    public boolean secret(ConfigNode node) {
        return true;
    }
}
