package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the annotations of Servlet 6.1, 8.1 and 15.5 into the elements that say the same in a descriptor. Belongs to
/// one class file.
final class AnnotationElements {
    private static final String PACKAGE = "jakarta.servlet.annotation.";

    private final String className;
    private final Location at;

    AnnotationElements(String className, Location at) {
        this.className = className;
        this.at = at;
    }

    /// Adds what an annotation stands for; nothing for one that means nothing here.
    void add(String type, Annotation annotation, List<Element> to) throws InvalidDescriptorException {
        switch (type) {
            case PACKAGE + "WebServlet" -> servlet(values(annotation), to);
            case PACKAGE + "WebFilter" -> filter(values(annotation), to);
            case PACKAGE + "WebListener" -> to.add(group("listener", leaf("listener-class", className)));
            case PACKAGE + "MultipartConfig" -> to.add(multipart(values(annotation)));
            case PACKAGE + "ServletSecurity" -> to.add(security(values(annotation)));
            case PACKAGE + "HandlesTypes" -> to.add(group("handles-types", leaves("type",
                    strings(values(annotation).get("value")))));
            case "jakarta.annotation.security.RunAs" -> to.add(group("run-as",
                    leaf("role-name", text(values(annotation), "value", ""))));
            case "jakarta.annotation.security.DeclareRoles" -> {
                for (String role : strings(values(annotation).get("value"))) {
                    to.add(group("security-role", leaf("role-name", role)));
                }
            }
            default -> {
                // means nothing to a deployment
            }
        }
    }

    private void servlet(Map<String, AnnotationValue> values, List<Element> to) throws InvalidDescriptorException {
        String name = text(values, "name", className);
        List<Element> servlet = new ArrayList<>();
        servlet.add(leaf("servlet-name", name));
        servlet.add(leaf("servlet-class", className));
        initParams(values, servlet);
        if (values.containsKey("loadOnStartup")) {
            servlet.add(leaf("load-on-startup", text(values, "loadOnStartup", "-1")));
        }
        async(values, servlet);
        to.add(new Element("servlet", "", servlet, at));
        List<String> patterns = patterns("@WebServlet", values);
        if (!patterns.isEmpty()) {
            List<Element> mapping = new ArrayList<>();
            mapping.add(leaf("servlet-name", name));
            mapping.addAll(leaves("url-pattern", patterns));
            to.add(new Element("servlet-mapping", "", mapping, at));
        }
    }

    private void filter(Map<String, AnnotationValue> values, List<Element> to) throws InvalidDescriptorException {
        String name = text(values, "filterName", className);
        List<Element> filter = new ArrayList<>();
        filter.add(leaf("filter-name", name));
        filter.add(leaf("filter-class", className));
        initParams(values, filter);
        async(values, filter);
        to.add(new Element("filter", "", filter, at));
        List<Element> mapping = new ArrayList<>();
        mapping.add(leaf("filter-name", name));
        mapping.addAll(leaves("url-pattern", patterns("@WebFilter", values)));
        mapping.addAll(leaves("servlet-name", strings(values.get("servletNames"))));
        if (mapping.size() > 1) {
            mapping.addAll(leaves("dispatcher", strings(values.get("dispatcherTypes"))));
            to.add(new Element("filter-mapping", "", mapping, at));
        }
    }

    /// `value` and `urlPatterns` mean the same and exclude each other (Servlet 6.1, 8.1.1).
    private List<String> patterns(String annotation, Map<String, AnnotationValue> values)
            throws InvalidDescriptorException {
        List<String> value = strings(values.get("value"));
        List<String> named = strings(values.get("urlPatterns"));
        if (!value.isEmpty() && !named.isEmpty()) {
            throw new InvalidDescriptorException("LNR-4005", at,
                    annotation + " has both value and urlPatterns; keep one of them");
        }
        List<String> patterns = value.isEmpty() ? named : value;
        for (String pattern : patterns) {
            if (!pattern.isEmpty() && !pattern.startsWith("/") && !pattern.startsWith("*.")) {
                throw new InvalidDescriptorException("LNR-4005", at, annotation + " has the URL pattern \"" + pattern
                        + "\", it must be empty, or begin with / or *. (Servlet 6.1, 12.2)");
            }
        }
        return patterns;
    }

    private void initParams(Map<String, AnnotationValue> values, List<Element> to) {
        if (values.get("initParams") instanceof AnnotationValue.OfArray params) {
            for (AnnotationValue param : params.values()) {
                if (param instanceof AnnotationValue.OfAnnotation nested) {
                    Map<String, AnnotationValue> pair = values(nested.annotation());
                    to.add(group("init-param", leaf("param-name", text(pair, "name", "")),
                            leaf("param-value", text(pair, "value", ""))));
                }
            }
        }
    }

    private void async(Map<String, AnnotationValue> values, List<Element> to) {
        if (values.containsKey("asyncSupported")) {
            to.add(leaf("async-supported", text(values, "asyncSupported", "false")));
        }
    }

    private Element multipart(Map<String, AnnotationValue> values) {
        return group("multipart-config", leaf("location", text(values, "location", "")),
                leaf("max-file-size", text(values, "maxFileSize", "-1")),
                leaf("max-request-size", text(values, "maxRequestSize", "-1")),
                leaf("file-size-threshold", text(values, "fileSizeThreshold", "0")));
    }

    private Element security(Map<String, AnnotationValue> values) {
        List<Element> all = new ArrayList<>();
        if (values.get("value") instanceof AnnotationValue.OfAnnotation whole) {
            all.add(constraint("http-constraint", values(whole.annotation()), "rolesAllowed", "value"));
        } else {
            all.add(constraint("http-constraint", Map.of(), "rolesAllowed", "value"));
        }
        if (values.get("httpMethodConstraints") instanceof AnnotationValue.OfArray methods) {
            for (AnnotationValue method : methods.values()) {
                if (method instanceof AnnotationValue.OfAnnotation nested) {
                    all.add(constraint("http-method-constraint", values(nested.annotation()), "rolesAllowed",
                            "emptyRoleSemantic"));
                }
            }
        }
        return new Element("servlet-security", "", all, at);
    }

    private Element constraint(String name, Map<String, AnnotationValue> values, String roles, String semantic) {
        List<Element> parts = new ArrayList<>();
        if (name.equals("http-method-constraint")) {
            parts.add(leaf("http-method", text(values, "value", "")));
        }
        parts.add(leaf("empty-role", text(values, semantic, "PERMIT")));
        parts.add(leaf("transport-guarantee", text(values, "transportGuarantee", "NONE")));
        parts.addAll(leaves("role-name", strings(values.get(roles))));
        return new Element(name, "", parts, at);
    }

    static Map<String, AnnotationValue> values(Annotation annotation) {
        Map<String, AnnotationValue> values = new HashMap<>();
        for (AnnotationElement element : annotation.elements()) {
            values.put(element.name().stringValue(), element.value());
        }
        return values;
    }

    static String text(Map<String, AnnotationValue> values, String name, String otherwise) {
        AnnotationValue value = values.get(name);
        String text = value == null ? "" : scalar(value);
        return text.isEmpty() ? otherwise : text;
    }

    static List<String> strings(@Nullable AnnotationValue value) {
        if (value instanceof AnnotationValue.OfArray array) {
            return array.values().stream().map(AnnotationElements::scalar).toList();
        }
        return value == null ? List.of() : List.of(scalar(value));
    }

    private static String scalar(AnnotationValue value) {
        return switch (value) {
            case AnnotationValue.OfString string -> string.stringValue();
            case AnnotationValue.OfBoolean flag -> String.valueOf(flag.booleanValue());
            case AnnotationValue.OfInt number -> String.valueOf(number.intValue());
            case AnnotationValue.OfLong number -> String.valueOf(number.longValue());
            case AnnotationValue.OfEnum constant -> constant.constantName().stringValue();
            case AnnotationValue.OfClass type -> {
                String descriptor = type.className().stringValue();
                yield descriptor.startsWith("L")
                        ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.')
                        : descriptor;
            }
            default -> "";
        };
    }

    private List<Element> leaves(String name, List<String> texts) {
        return texts.stream().map(text -> leaf(name, text)).toList();
    }

    private Element leaf(String name, String text) {
        return Element.leaf(name, text, at);
    }

    private Element group(String name, Element... children) {
        return new Element(name, "", List.of(children), at);
    }

    private Element group(String name, List<Element> children) {
        return new Element(name, "", children, at);
    }
}
