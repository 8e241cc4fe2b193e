package dev.lanner.deploy.environment;

import dev.lanner.deploy.descriptor.Element;
import org.jspecify.annotations.Nullable;

/// A name that an application declares, and what it expects there.
///
/// @param name relative to `java:comp/env`, or with `java:`
/// @param type the name of a class; empty for anything
/// @param lookup another name where the object is to be found; null for none
/// @param mapped a name of the server where it may be found; null for none
/// @param where the file and line, for messages
record Reference(String name, String type, @Nullable String lookup, @Nullable String mapped, String where) {

    /// Of an element of a descriptor.
    static Reference of(Element element, String name, String type) {
        return new Reference(element.text(name, ""), element.text(type, ""), filled(element, "lookup-name"),
                filled(element, "mapped-name"), element.at().toString());
    }

    /// Of an annotation.
    static Reference ofAnnotation(Element resource) {
        return of(resource, "name", "type");
    }

    static @Nullable String filled(Element element, String child) {
        String text = element.text(child, "");
        return text.isEmpty() ? null : text;
    }
}
