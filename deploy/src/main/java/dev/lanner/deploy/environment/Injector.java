package dev.lanner.deploy.environment;

import dev.lanner.container.definition.InjectionException;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.naming.Bound;
import dev.lanner.deploy.naming.Unresolved;
import dev.lanner.deploy.resource.SimpleValue;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/// Injects what components ask for, into fields and by setters, private ones included. Safe for use by any thread.
public final class Injector {
    private static final System.Logger LOG = LazyLogger.of(Injector.class);

    private final Environment environment;

    public Injector(Environment environment) {
        this.environment = environment;
    }

    /// Injects what one class asks for into an object of it, or of a subclass.
    ///
    /// @param owner the class
    /// @param annotated its elements `resource`
    /// @throws InjectionException when something can't be injected, with the reason
    public void inject(Object component, Class<?> owner, List<Element> annotated) throws InjectionException {
        if (annotated.isEmpty() && environment.targets().isEmpty()) {
            return;
        }
        try {
            for (Element resource : annotated) {
                annotated(component, owner, resource);
            }
            for (InjectionTarget target : environment.targets().getOrDefault(owner.getName(), List.of())) {
                described(component, owner, target);
            }
        } catch (NamingException e) {
            throw new InjectionException(String.valueOf(e.getMessage()), e);
        }
    }

    private void annotated(Object component, Class<?> owner, Element resource)
            throws NamingException, InjectionException {
        Reference reference = Reference.ofAnnotation(resource);
        String member = resource.text("member", "");
        String shown = owner.getName() + "." + member;
        String descriptor = resource.text("descriptor", "");
        boolean simple = Members.isSimple(environment.application(), reference.type());
        boolean named = reference.lookup() != null || reference.mapped() != null;
        Bound bound = simple && !named
                ? environment.names().find(reference.name())
                : environment.declare(reference);
        if (member.isEmpty() || bound == null || simple && bound instanceof Unresolved) {
            // @Resource of the class declares only; a simple value that nobody gives leaves the default
            return;
        }
        if (resource.flag("static")) {
            throw failed(shown, reference.name(), "it is static, and only members of objects are injected", null);
        }
        try {
            MethodHandles.Lookup lookup = lookup(owner);
            if (resource.text("kind", "").equals("field")) {
                Class<?> type = type(descriptor, owner);
                set(lookup.findSetter(owner, member, type), component, value(bound, type, shown, reference.name()),
                        shown);
            } else {
                MethodType signature = MethodType.fromMethodDescriptorString(descriptor, owner.getClassLoader());
                MethodHandle setter = lookup.findSpecial(owner, member, signature, owner);
                if (overridden(component, owner, member, signature)) {
                    return;
                }
                set(setter, component, value(bound, signature.parameterType(0), shown, reference.name()), shown);
            }
        } catch (ReflectiveOperationException | TypeNotPresentException | LinkageError e) {
            if (e instanceof InjectionException own) {
                throw own;
            }
            throw failed(shown, reference.name(), e.toString(), e);
        }
    }

    /// A setter that a subclass overrides is the subclass's matter, whether it is annotated there or not.
    private static boolean overridden(Object component, Class<?> owner, String member, MethodType signature) {
        for (Class<?> at = component.getClass(); at != null && at != owner; at = at.getSuperclass()) {
            try {
                MethodHandles.Lookup lookup = lookup(at);
                Class<?> declaring = lookup.revealDirect(lookup.findSpecial(at, member, signature, at))
                        .getDeclaringClass();
                if (declaring == at) {
                    return true;
                }
            } catch (ReflectiveOperationException | IllegalArgumentException | LinkageError e) {
                LOG.log(Level.TRACE, "{0} does not see {1}, and so does not override it", at, member);
            }
        }
        return false;
    }

    private void described(Object component, Class<?> owner, InjectionTarget target)
            throws NamingException, InjectionException {
        Bound bound = environment.names().find(target.name());
        String shown = owner.getName() + "." + target.member();
        if (bound == null) {
            // an entry without a value
            return;
        }
        try {
            Method setter = Members.setterOf(owner, target.member());
            Field field = setter == null ? Members.fieldOf(owner, target.member()) : null;
            Member member = setter == null ? field : setter;
            if (member == null || Modifier.isStatic(member.getModifiers())) {
                throw failed(shown, target.name(),
                        "the class has no setter and no field of that name, or it is static ("
                                + target.where() + ")",
                        null);
            }
            MethodHandles.Lookup lookup = lookup(owner);
            MethodHandle handle = setter != null
                    ? lookup.unreflectSpecial(setter, owner)
                    : lookup.findSetter(owner, target.member(), fieldType(field));
            Class<?> type = handle.type().parameterType(1);
            set(handle, component, value(bound, type, shown, target.name()), shown);
        } catch (IllegalAccessException | NoSuchFieldException | LinkageError e) {
            throw failed(shown, target.name(), e + " (" + target.where() + ")", e);
        }
    }

    private static Class<?> fieldType(@Nullable Field field) throws NoSuchFieldException {
        if (field == null) {
            throw new NoSuchFieldException();
        }
        return field.getType();
    }

    private static MethodHandles.Lookup lookup(Class<?> owner) throws IllegalAccessException {
        Injector.class.getModule().addReads(owner.getModule());
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
    }

    private static Class<?> type(String descriptor, Class<?> owner) {
        return MethodType.fromMethodDescriptorString("()" + descriptor, owner.getClassLoader()).returnType();
    }

    private Object value(Bound bound, Class<?> type, String shown, String name)
            throws NamingException, InjectionException {
        Object value = environment.names().value(bound);
        Class<?> boxed = SimpleValue.boxed(type);
        if (boxed.isInstance(value)) {
            return value;
        }
        if (value instanceof String text && SimpleValue.isSimple(type)) {
            try {
                return SimpleValue.parse(type, text, environment.application());
            } catch (IllegalArgumentException e) {
                throw failed(shown, name, "its value is \"" + text + "\", it must be " + SimpleValue.describe(type), e);
            }
        }
        throw failed(shown, name, "it is of the type " + type.getName() + ", and the object is a "
                + value.getClass().getName(), null);
    }

    private static void set(MethodHandle handle, Object component, Object value, String shown)
            throws InjectionException {
        try {
            handle.invoke(component, value);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InjectionException("LNR-4168: injection into " + shown + " failed: " + e, e);
        }
    }

    private static InjectionException failed(String shown, String name, String reason, @Nullable Throwable cause) {
        String message = "LNR-4168: " + name + " can't be injected into " + shown + ": " + reason;
        return new InjectionException(message, cause == null ? new NamingException(message) : cause);
    }
}
