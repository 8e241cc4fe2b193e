package dev.lanner.deploy.naming;

import javax.naming.NamingException;

/// Another name for what stands elsewhere in the same namespace, which follows it.
///
/// @param target the other name
/// @param className what is expected there
public record Alias(String target, String className) implements Bound {

    /// @throws NamingException always: the namespace knows what stands there
    @Override
    public Object get() throws NamingException {
        throw new NamingException("LNR-4163: " + target + " is to be looked up by its namespace");
    }
}
