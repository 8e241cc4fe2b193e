package dev.lanner.deploy.naming;

/// A value that is there already, such as an environment entry.
///
/// @param get the value
public record Constant(Object get) implements Bound {
    @Override
    public String className() {
        return get.getClass().getName();
    }
}
