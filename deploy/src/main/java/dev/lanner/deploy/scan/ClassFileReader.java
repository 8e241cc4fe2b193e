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
import java.lang.reflect.AccessFlag;
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
        Location at = Location.of(archive + "/" + name.replace('.', '/') + ".class");
        ResourceElements resources = new ResourceElements(name, at);
        List<Annotation> ofType = annotations(model);
        if (!ofType.isEmpty()) {
            AnnotationElements reader = new AnnotationElements(name, at);
            for (Annotation annotation : ofType) {
                annotations.add(typeName(annotation));
                reader.add(typeName(annotation), annotation, elements);
                resources.ofClass(typeName(annotation), annotation, elements);
            }
        }
        members(model, resources, annotations, elements);
        return new ScannedClass(name, supertypes, annotations, elements);
    }

    private static void members(ClassModel model, ResourceElements resources, Set<String> annotations,
            List<Element> elements) {
        String name = binary(model.thisClass().asInternalName());
        for (FieldModel field : model.fields()) {
            for (Annotation annotation : annotations(field)) {
                String type = typeName(annotation);
                annotations.add(type);
                if (ResourceElements.isResource(type)) {
                    resources.ofField(annotation, field.fieldName().stringValue(), field.fieldType().stringValue(),
                            field.flags().has(AccessFlag.STATIC), elements);
                }
            }
        }
        for (MethodModel method : model.methods()) {
            for (Annotation annotation : annotations(method)) {
                String type = typeName(annotation);
                annotations.add(type);
                lifeCycle(name, type, method, elements);
                if (ResourceElements.isResource(type)) {
                    resources.ofMethod(annotation, method.methodName().stringValue(),
                            method.methodType().stringValue(), method.flags().has(AccessFlag.STATIC), elements);
                }
            }
        }
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
