package dev.lanner.deploy.naming;

import javax.naming.InitialContext;
import javax.naming.NamingException;

/// Another name for what stands elsewhere. Names below `java:` are followed by the [Namespace]; any other is looked up
/// as the application would.
///
/// @param target the other name
/// @param className what is expected there
public record Alias(String target, String className) implements Bound {

    /// Whether the other name stands in the same namespace.
    boolean local() {
        return target.startsWith("java:") || target.indexOf(':') < 0;
    }

    @Override
    @SuppressWarnings("BanJNDI") // the name is the owner's or the application's own
    public Object get() throws NamingException {
        InitialContext initial = new InitialContext();
        try {
            return initial.lookup(target);
        } finally {
            initial.close();
        }
    }
}
