package dev.lanner.deploy.environment;

/// Where a descriptor wants an object to be injected.
///
/// @param member the name of a property with a setter, or of a field
/// @param name the name of the object
/// @param where the file and line, for messages
record InjectionTarget(String member, String name, String where) {
}
