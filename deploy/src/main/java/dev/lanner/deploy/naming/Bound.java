package dev.lanner.deploy.naming;

import javax.naming.NamingException;

/// What a name stands for. Safe for use by any thread.
public interface Bound {

    /// The object.
    ///
    /// @throws NamingException when it can't be had, with the reason
    Object get() throws NamingException;

    /// The name of its class, as far as it is known without making it.
    String className();
}
