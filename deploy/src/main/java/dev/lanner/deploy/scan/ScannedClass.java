package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.Element;
import java.util.List;
import java.util.Set;

/// A class file, as far as deployment wants to know it. Immutable.
///
/// @param name the binary name
/// @param supertypes binary names of its superclass and its interfaces
/// @param annotations binary names of all annotations on the type, its fields and its methods
/// @param elements what its annotations stand for in a descriptor; those that belong to the class alone are
///   `multipart-config`, `run-as`, `servlet-security`, `resource`, `post-construct` and `pre-destroy`
public record ScannedClass(String name, List<String> supertypes, Set<String> annotations, List<Element> elements) {

    /// Takes copies.
    public ScannedClass {
        supertypes = List.copyOf(supertypes);
        annotations = Set.copyOf(annotations);
        elements = List.copyOf(elements);
    }
}
