package dev.lanner.deploy;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.scan.Hierarchy;
import dev.lanner.deploy.scan.ScannedClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What annotations say of a class itself, whichever servlet is made of it: `@MultipartConfig`, `@RunAs`,
/// `@ServletSecurity`. Classes of archives that are metadata-complete say nothing.
///
/// @param hierarchy the class files
/// @param listened the names of the classes whose annotations count
record ClassAnnotations(Hierarchy hierarchy, Set<String> listened) {
    private static final List<String> FOREIGN = List.of("jakarta.ejb.EJB", "jakarta.ejb.EJBs",
            "jakarta.persistence.PersistenceContext", "jakarta.persistence.PersistenceContexts",
            "jakarta.persistence.PersistenceUnit", "jakarta.persistence.PersistenceUnits",
            "jakarta.xml.ws.WebServiceRef", "jakarta.xml.ws.WebServiceRefs");

    /// The element that the class carries.
    @Nullable
    Element of(@Nullable String className, String element) {
        if (className == null || !listened.contains(className)) {
            return null;
        }
        ScannedClass scanned = hierarchy.find(className);
        if (scanned != null) {
            for (Element candidate : scanned.elements()) {
                if (candidate.name().equals(element)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /// The element that the class or the nearest of its superclasses carries, for annotations that are inherited.
    @Nullable
    Element inherited(@Nullable String className, String element) {
        String at = className;
        while (at != null && !at.equals("java.lang.Object")) {
            Element own = of(at, element);
            if (own != null) {
                return own;
            }
            ScannedClass scanned = hierarchy.find(at);
            List<String> supertypes = scanned == null ? List.of() : scanned.supertypes();
            at = supertypes.isEmpty() ? null : supertypes.getFirst();
        }
        return null;
    }

    /// The classes of the components that a descriptor declares, and their superclasses, as far as their annotations
    /// count.
    private List<ScannedClass> components(Element root) {
        List<ScannedClass> components = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String kind : List.of("servlet", "filter", "listener")) {
            for (Element component : root.children(kind)) {
                String at = component.text(kind + "-class");
                while (at != null && !at.startsWith("java.") && seen.add(at)) {
                    ScannedClass scanned = listened.contains(at) ? hierarchy.find(at) : null;
                    if (scanned != null) {
                        components.add(scanned);
                    }
                    at = scanned == null || scanned.supertypes().isEmpty() ? null : scanned.supertypes().getFirst();
                }
            }
        }
        return components;
    }

    /// The elements `resource` of the components that a descriptor declares.
    List<Element> resources(Element root) {
        return components(root).stream().flatMap(component -> component.elements().stream())
                .filter(element -> element.name().equals("resource")).toList();
    }

    /// What components ask for by annotations that are not followed, in sentences for the log.
    List<String> notFollowed(Element root) {
        List<String> sentences = new ArrayList<>();
        for (ScannedClass component : components(root)) {
            for (String annotation : FOREIGN) {
                if (component.annotations().contains(annotation)) {
                    sentences.add("LNR-4167 class " + component.name() + ": @" + annotation.substring(
                            annotation.lastIndexOf('.') + 1) + " is not followed: the server has nothing for it");
                }
            }
        }
        return sentences;
    }
}
