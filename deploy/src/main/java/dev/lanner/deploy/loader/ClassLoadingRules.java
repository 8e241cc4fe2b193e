package dev.lanner.deploy.loader;

import java.util.List;

/// What the owner says of the classes of one application. Names of packages; each holds for those below it.
///
/// @param parentFirst where the server's libraries win over the application's own
/// @param hidden what the application does not see of the server
public record ClassLoadingRules(List<String> parentFirst, List<String> hidden) {
    /// Nothing is said.
    public static final ClassLoadingRules NONE = new ClassLoadingRules(List.of(), List.of());

    /// Copies the lists.
    public ClassLoadingRules {
        parentFirst = List.copyOf(parentFirst);
        hidden = List.copyOf(hidden);
    }

    boolean isParentFirst(String className) {
        return isOf(parentFirst, className);
    }

    boolean isHidden(String className) {
        return isOf(hidden, className);
    }

    /// The same for a resource: by the package of its directory.
    boolean hidesResource(String name) {
        return !hidden.isEmpty() && isHidden(name.replace('/', '.'));
    }

    private static boolean isOf(List<String> packages, String className) {
        for (String each : packages) {
            if (className.startsWith(each) && className.length() > each.length()
                    && className.charAt(each.length()) == '.') {
                return true;
            }
        }
        return false;
    }
}
