package dev.lanner.deploy.descriptor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An element of a descriptor. Immutable.
///
/// Annotations are read into the elements that they stand for, so that one set of rules merges both.
///
/// @param name the local name
/// @param text its own text, without white space around it
/// @param children in the order of the file
/// @param at where it begins
public record Element(String name, String text, List<Element> children, Location at) {

    /// Takes a copy of the list.
    public Element {
        children = List.copyOf(children);
    }

    /// An element with text only.
    public static Element leaf(String name, String text, Location at) {
        return new Element(name, text, List.of(), at);
    }

    /// The first child of that name.
    public @Nullable Element child(String childName) {
        for (Element child : children) {
            if (child.name.equals(childName)) {
                return child;
            }
        }
        return null;
    }

    /// All children of that name, in order.
    public List<Element> children(String childName) {
        List<Element> found = new ArrayList<>();
        for (Element child : children) {
            if (child.name.equals(childName)) {
                found.add(child);
            }
        }
        return found;
    }

    /// The text of the first child of that name; null where there is none.
    public @Nullable String text(String childName) {
        Element child = child(childName);
        return child == null ? null : child.text;
    }

    /// The text of a child.
    public String text(String childName, String otherwise) {
        Element child = child(childName);
        return child == null ? otherwise : child.text;
    }

    /// The texts of all children of that name, in order.
    public List<String> texts(String childName) {
        return children(childName).stream().map(Element::text).toList();
    }

    /// Whether the child says `true`; an empty one counts as true.
    public boolean flag(String childName) {
        Element child = child(childName);
        return child != null && (child.text.isEmpty() || child.text.equalsIgnoreCase("true"));
    }

    /// Whether name, text and children are the same, wherever they stand.
    public boolean sameAs(Element other) {
        if (!name.equals(other.name) || !text.equals(other.text) || children.size() != other.children.size()) {
            return false;
        }
        for (int i = 0; i < children.size(); i++) {
            if (!children.get(i).sameAs(other.children.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// The same element with other children.
    public Element with(List<Element> newChildren) {
        return new Element(name, text, newChildren, at);
    }
}
