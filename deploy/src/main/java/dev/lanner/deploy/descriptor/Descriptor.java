package dev.lanner.deploy.descriptor;

import java.util.List;

/// A `web.xml` or `web-fragment.xml` that was read and checked. Immutable.
///
/// @param root the root element
/// @param version as written; empty where it says none
/// @param metadataComplete whether annotations are to be left alone
/// @param warnings what was stepped over, each with its place
public record Descriptor(Element root, String version, boolean metadataComplete, List<String> warnings) {

    /// Takes a copy of the warnings.
    public Descriptor {
        warnings = List.copyOf(warnings);
    }

    /// A descriptor that says nothing.
    ///
    /// @param file whose absence it stands for
    public static Descriptor empty(String file) {
        return new Descriptor(new Element("web-app", "", List.of(), Location.of(file)), "", false, List.of());
    }
}
