package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.Location;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns annotations of resources into elements: `@Resource` into `resource`, which belongs to the class alone, and
/// definitions into those of descriptors (Servlet 6.1, 15.5). Belongs to one class file.
final class ResourceElements {
    private static final String RESOURCE = "jakarta.annotation.Resource";
    private static final String DATA_SOURCE = "jakarta.annotation.sql.DataSourceDefinition";
    private static final String MAIL_SESSION = "jakarta.mail.MailSessionDefinition";
    /// Definitions of things that Lanner has not; they are kept, so that their owner is told.
    private static final Map<String, String> FOREIGN = Map.of("jakarta.jms.JMSConnectionFactoryDefinition",
            "jms-connection-factory", "jakarta.jms.JMSDestinationDefinition", "jms-destination",
            "jakarta.resource.ConnectionFactoryDefinition", "connection-factory",
            "jakarta.resource.AdministeredObjectDefinition", "administered-object",
            "jakarta.enterprise.concurrent.ManagedExecutorDefinition", "managed-executor",
            "jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition", "managed-scheduled-executor",
            "jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition", "managed-thread-factory",
            "jakarta.enterprise.concurrent.ContextServiceDefinition", "context-service");

    private final String className;
    private final Location at;

    ResourceElements(String className, Location at) {
        this.className = className;
        this.at = at;
    }

    /// Adds what an annotation of the class stands for.
    void ofClass(String type, Annotation annotation, List<Element> to) {
        switch (type) {
            case RESOURCE -> to.add(resource(annotation, "class", "", "", false));
            case RESOURCE + "s" -> nested(annotation)
                    .forEach(one -> to.add(resource(one, "class", "", "", false)));
            case DATA_SOURCE -> to.add(definition("data-source", annotation));
            case DATA_SOURCE + "s" -> nested(annotation).forEach(one -> to.add(definition("data-source", one)));
            case MAIL_SESSION -> to.add(definition("mail-session", annotation));
            case MAIL_SESSION + "s" -> nested(annotation).forEach(one -> to.add(definition("mail-session", one)));
            default -> {
                String foreign = FOREIGN.get(type);
                if (foreign != null) {
                    to.add(definition(foreign, annotation));
                }
            }
        }
    }

    /// Adds what `@Resource` of a field stands for.
    void ofField(Annotation annotation, String field, String descriptor, boolean isStatic, List<Element> to) {
        to.add(resource(annotation, "field", field, descriptor, isStatic));
    }

    /// Adds what `@Resource` of a setter stands for; nothing for a method that is none.
    void ofMethod(Annotation annotation, String method, String descriptor, boolean isStatic, List<Element> to) {
        boolean setter = method.startsWith("set") && method.length() > 3 && descriptor.endsWith(")V")
                && MethodTypeDesc.ofDescriptor(descriptor).parameterCount() == 1;
        if (setter) {
            to.add(resource(annotation, "method", method, descriptor, isStatic));
        }
    }

    static boolean isResource(String type) {
        return type.equals(RESOURCE);
    }

    private Element resource(Annotation annotation, String kind, String member, String descriptor,
            boolean isStatic) {
        Map<String, AnnotationValue> values = AnnotationElements.values(annotation);
        String property = kind.equals("method")
                ? member.substring(3, 4).toLowerCase(Locale.ROOT) + member.substring(4)
                : member;
        List<Element> parts = new ArrayList<>();
        parts.add(leaf("name", AnnotationElements.text(values, "name", member.isEmpty()
                ? ""
                : className + "/" + property)));
        String type = AnnotationElements.text(values, "type", "java.lang.Object");
        parts.add(leaf("type", type.equals("java.lang.Object") && !member.isEmpty() ? typeOf(descriptor) : type));
        parts.add(leaf("lookup-name", AnnotationElements.text(values, "lookup", "")));
        parts.add(leaf("mapped-name", AnnotationElements.text(values, "mappedName", "")));
        parts.add(leaf("kind", kind));
        parts.add(leaf("member", member));
        parts.add(leaf("descriptor", descriptor));
        if (isStatic) {
            parts.add(leaf("static", "true"));
        }
        return new Element("resource", "", parts, at);
    }

    /// The class of the objects of a field, or of the parameter of a setter.
    private static String typeOf(String descriptor) {
        String type = descriptor.startsWith("(") ? descriptor.substring(1, descriptor.indexOf(')')) : descriptor;
        return switch (type) {
            case "Z" -> "java.lang.Boolean";
            case "B" -> "java.lang.Byte";
            case "C" -> "java.lang.Character";
            case "S" -> "java.lang.Short";
            case "I" -> "java.lang.Integer";
            case "J" -> "java.lang.Long";
            case "F" -> "java.lang.Float";
            case "D" -> "java.lang.Double";
            default -> type.startsWith("L")
                    ? type.substring(1, type.length() - 1).replace('/', '.')
                    : type.replace('/', '.');
        };
    }

    private Element definition(String element, Annotation annotation) {
        Map<String, AnnotationValue> values = new LinkedHashMap<>(AnnotationElements.values(annotation));
        List<Element> parts = new ArrayList<>();
        for (String property : AnnotationElements.strings(values.remove("properties"))) {
            int equals = property.indexOf('=');
            if (equals > 0) {
                parts.add(new Element("property", "", List.of(leaf("name", property.substring(0, equals).strip()),
                        leaf("value", property.substring(equals + 1).strip())), at));
            }
        }
        values.forEach((name, value) -> parts.add(leaf(dashed(name), text(value))));
        return new Element(element, "", parts, at);
    }

    private static String text(@Nullable AnnotationValue value) {
        return value == null ? "" : String.join(",", AnnotationElements.strings(value));
    }

    private static String dashed(String name) {
        StringBuilder dashed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            dashed.append(Character.isUpperCase(c) ? "-" + Character.toLowerCase(c) : String.valueOf(c));
        }
        return dashed.toString();
    }

    private static List<Annotation> nested(Annotation container) {
        List<Annotation> all = new ArrayList<>();
        if (AnnotationElements.values(container).get("value") instanceof AnnotationValue.OfArray array) {
            for (AnnotationValue value : array.values()) {
                if (value instanceof AnnotationValue.OfAnnotation one) {
                    all.add(one.annotation());
                }
            }
        }
        return all;
    }

    private Element leaf(String name, String text) {
        return Element.leaf(name, text, at);
    }
}
