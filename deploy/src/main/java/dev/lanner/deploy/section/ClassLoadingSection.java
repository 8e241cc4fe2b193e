package dev.lanner.deploy.section;

import dev.lanner.deploy.loader.ClassLoadingRules;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `class-loading: { parent-first: [org.apache.taglibs], hide: [jakarta.el] }`.
public final class ClassLoadingSection implements Section<ClassLoadingRules> {
    /// The one there is.
    public static final ClassLoadingSection SECTION = new ClassLoadingSection();

    private static final String PARENT_FIRST = "parent-first";
    private static final String HIDE = "hide";
    /// Without them nothing of an application runs.
    private static final List<String> NEEDED = List.of("jakarta.servlet", "java", "dev.lanner.spi");

    private ClassLoadingSection() {
    }

    @Override
    public String key() {
        return "class-loading";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.CONTEXT);
    }

    @Override
    public String reason() {
        return "Packages, with those below them: of parent-first the server's classes win over those of the WAR, where the "
                + "server has them; those of hide are not seen of the server, so that the WAR's own are used.";
    }

    @Override
    public String example() {
        return "class-loading: { parent-first: [org.apache.taglibs], hide: [jakarta.el] }";
    }

    @Override
    public String schema() {
        String list = "{ \"type\": [\"array\", \"string\"], \"items\": { \"type\": \"string\" } }";
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": false, \"properties\": { "
                + "\"parent-first\": " + list + ", \"hide\": " + list + " } }";
    }

    @Override
    public ClassLoadingRules empty() {
        return ClassLoadingRules.NONE;
    }

    @Override
    public ClassLoadingRules read(ConfigNode node) {
        node.only(PARENT_FIRST, HIDE);
        ConfigNode hide = node.child(HIDE);
        List<String> first = packages(node.child(PARENT_FIRST));
        List<String> hidden = packages(hide);
        for (String each : hidden) {
            if (hide != null && isNeeded(each)) {
                hide.fault("must not hold " + each + ", without which no application runs");
            } else if (hide != null && first.contains(each)) {
                hide.fault("must not hold " + each + ", which is in parent-first, too");
            }
        }
        return new ClassLoadingRules(first, hidden);
    }

    private static boolean isNeeded(String name) {
        for (String each : NEEDED) {
            if (name.equals(each) || name.startsWith(each + ".") || each.startsWith(name + ".")) {
                return true;
            }
        }
        return false;
    }

    private static List<String> packages(@Nullable ConfigNode node) {
        if (node == null || node.kind() == ConfigNode.Kind.NOTHING) {
            return List.of();
        }
        if (node.kind() == ConfigNode.Kind.MAPPING) {
            node.fault("must be a list of packages");
            return List.of();
        }
        for (String each : node.items()) {
            if (!isPackage(each)) {
                node.fault("must be a list of packages such as org.apache.taglibs; '" + each + "' is none");
                return List.of();
            }
        }
        return node.items();
    }

    private static boolean isPackage(String name) {
        boolean begins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (begins ? !Character.isJavaIdentifierStart(c) : c != '.' && !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            begins = c == '.';
        }
        return !begins;
    }
}
