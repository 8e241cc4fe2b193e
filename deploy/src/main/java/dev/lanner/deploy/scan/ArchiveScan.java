package dev.lanner.deploy.scan;

import java.util.List;

/// What one archive, or `WEB-INF/classes`, holds. Immutable.
///
/// @param archive its name, for messages: `WEB-INF/lib/a.jar`
/// @param classes in the order of their names
/// @param warnings class files that could not be read, and the like
public record ArchiveScan(String archive, List<ScannedClass> classes, List<String> warnings) {

    /// Takes copies.
    public ArchiveScan {
        classes = List.copyOf(classes);
        warnings = List.copyOf(warnings);
    }
}
