package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The supertypes of an application's classes, followed through class files, also into libraries that were not scanned
/// and those of the server. Belongs to one thread.
public final class Hierarchy {
    private final Map<String, ScannedClass> known = new HashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final ClassLoader loader;

    /// @param scans the classes of the application
    /// @param loader asked for the class files of all others, as resources
    public Hierarchy(Collection<ArchiveScan> scans, ClassLoader loader) {
        this.loader = loader;
        for (ArchiveScan scan : scans) {
            for (ScannedClass scanned : scan.classes()) {
                known.putIfAbsent(scanned.name(), scanned);
            }
        }
    }

    /// The class file of that name; null where there is none.
    public @Nullable ScannedClass find(String className) {
        ScannedClass scanned = known.get(className);
        if (scanned != null || missing.contains(className)) {
            return scanned;
        }
        try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
            if (in != null) {
                scanned = ClassFileReader.read("class path", in.readAllBytes());
            }
        } catch (IOException | IllegalArgumentException | InvalidDescriptorException e) {
            scanned = null;
        }
        if (scanned == null) {
            missing.add(className);
        } else {
            known.put(className, scanned);
        }
        return scanned;
    }

    /// The first class or interface that is missing for a class to be loaded; null where all are there.
    ///
    /// @return a sentence for the log
    public @Nullable String missingFor(String className) {
        ScannedClass scanned = find(className);
        if (scanned == null) {
            return "class " + className + " not found" + (className.startsWith("javax.servlet.")
                    ? " (the Servlet API before Jakarta EE 9; migrate the application to jakarta.servlet)"
                    : "");
        }
        for (String supertype : scanned.supertypes()) {
            if (supertype.startsWith("java.")) {
                continue;
            }
            String gap = missingFor(supertype);
            if (gap != null) {
                return gap.contains(", which ") ? gap : gap + ", which " + className + " extends";
            }
        }
        return null;
    }

    /// The classes among the scanned ones that extend, implement or carry one of the types (Servlet 6.1, 8.2.4),
    /// without the types themselves.
    public Set<String> matching(Collection<String> candidates, Set<String> types) {
        Map<String, Boolean> memo = new HashMap<>();
        Set<String> found = new TreeSet<>();
        for (String candidate : candidates) {
            ScannedClass scanned = find(candidate);
            if (scanned == null) {
                continue;
            }
            boolean carries = scanned.annotations().stream().anyMatch(types::contains);
            if (carries || scanned.supertypes().stream().anyMatch(type -> isA(type, types, memo))) {
                found.add(candidate);
            }
        }
        return found;
    }

    private boolean isA(String className, Set<String> types, Map<String, Boolean> memo) {
        if (types.contains(className)) {
            return true;
        }
        if (className.equals("java.lang.Object")) {
            return false;
        }
        Boolean before = memo.get(className);
        if (before != null) {
            return before;
        }
        // a class that is its own ancestor can't be loaded; this ends the walk
        memo.put(className, false);
        ScannedClass scanned = find(className);
        boolean is = scanned != null && scanned.supertypes().stream().anyMatch(type -> isA(type, types, memo));
        memo.put(className, is);
        return is;
    }
}
