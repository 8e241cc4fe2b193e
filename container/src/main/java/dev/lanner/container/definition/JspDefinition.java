package dev.lanner.container.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `jsp-config` of a descriptor, for `ServletContext.getJspConfigDescriptor`.
///
/// @param taglibs in order
/// @param propertyGroups in order
public record JspDefinition(List<Taglib> taglibs, List<PropertyGroup> propertyGroups) {

    /// No `jsp-config`.
    public static final JspDefinition NONE = new JspDefinition(List.of(), List.of());

    /// Copies the lists.
    public JspDefinition {
        taglibs = List.copyOf(taglibs);
        propertyGroups = List.copyOf(propertyGroups);
    }

    /// Whether nothing was said.
    public boolean isEmpty() {
        return taglibs.isEmpty() && propertyGroups.isEmpty();
    }

    /// A tag library.
    ///
    /// @param uri its name
    /// @param location where it is
    public record Taglib(String uri, String location) {
    }

    /// A property group.
    ///
    /// @param urlPatterns in order
    /// @param properties the single elements by their name in the descriptor, such as `el-ignored`, `page-encoding`,
    ///   `trim-directive-whitespaces`
    /// @param includePreludes in order
    /// @param includeCodas in order
    public record PropertyGroup(List<String> urlPatterns, Map<String, String> properties,
            List<String> includePreludes, List<String> includeCodas) {

        /// Copies the collections.
        public PropertyGroup {
            urlPatterns = List.copyOf(urlPatterns);
            properties = Map.copyOf(new LinkedHashMap<>(properties));
            includePreludes = List.copyOf(includePreludes);
            includeCodas = List.copyOf(includeCodas);
        }
    }
}
