package dev.lanner.deploy.naming;

import javax.naming.NameNotFoundException;

/// A name that was declared, and that nothing was found for.
///
/// @param reason a sentence with an id, for people
/// @param className what was expected
public record Unresolved(String reason, String className) implements Bound {
    @Override
    public Object get() throws NameNotFoundException {
        throw new NameNotFoundException(reason);
    }
}
