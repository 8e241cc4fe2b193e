package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads one class file. Pure.
public final class ClassFileReader {
    private static final ClassFile PARSER = ClassFile.of();

    private ClassFileReader() {
    }

    /// Reads a class.
    ///
    /// @param archive where it lies, for messages
    /// @param bytes the class file
    /// @throws IllegalArgumentException when it is no class file of a known version
    /// @throws InvalidDescriptorException when an annotation breaks its rules
    public static ScannedClass read(String archive, byte[] bytes) throws InvalidDescriptorException {
        ClassModel model = PARSER.parse(bytes);
        String name = binary(model.thisClass().asInternalName());
        List<String> supertypes = new ArrayList<>();
        model.superclass().ifPresent(type -> supertypes.add(binary(type.asInternalName())));
        model.interfaces().forEach(type -> supertypes.add(binary(type.asInternalName())));
        Set<String> annotations = new HashSet<>();
        List<Element> elements = new ArrayList<>();
        List<Annotation> ofType = annotations(model);
        if (!ofType.isEmpty()) {
            AnnotationElements reader = new AnnotationElements(name, Location.of(archive + "/" + name.replace('.', '/')
                    + ".class"));
            for (Annotation annotation : ofType) {
                annotations.add(typeName(annotation));
                reader.add(typeName(annotation), annotation, elements);
            }
        }
        for (FieldModel field : model.fields()) {
            annotations(field).forEach(annotation -> annotations.add(typeName(annotation)));
        }
        for (MethodModel method : model.methods()) {
            for (Annotation annotation : annotations(method)) {
                String type = typeName(annotation);
                annotations.add(type);
                lifeCycle(name, type, method, elements);
            }
        }
        return new ScannedClass(name, supertypes, annotations, elements);
    }

    private static void lifeCycle(String className, String type, MethodModel method, List<Element> elements) {
        String element = switch (type) {
            case "jakarta.annotation.PostConstruct" -> "post-construct";
            case "jakarta.annotation.PreDestroy" -> "pre-destroy";
            default -> "";
        };
        if (element.isEmpty() || !method.methodType().equalsString("()V")) {
            return;
        }
        Location at = Location.of(className);
        elements.add(new Element(element, "", List.of(Element.leaf("lifecycle-callback-class", className, at),
                Element.leaf("lifecycle-callback-method", method.methodName().stringValue(), at)), at));
    }

    private static List<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(RuntimeVisibleAnnotationsAttribute::annotations).orElse(List.of());
    }

    private static String typeName(Annotation annotation) {
        String descriptor = annotation.className().stringValue();
        return binary(descriptor.substring(1, descriptor.length() - 1));
    }

    private static String binary(String internal) {
        return internal.replace('/', '.');
    }
}
