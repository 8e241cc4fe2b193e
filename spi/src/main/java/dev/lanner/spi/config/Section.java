package dev.lanner.spi.config;

import java.util.Set;

/// A part of a configuration file that has a grammar of its own, beside the settings: `resources:`, `response-headers:`.
/// Said once, as a constant: from here come reader, checks, schema, `lanner print-config` and the documentation. Knows no
/// state and is used by several threads.
///
/// @param <T> what it is read into; immutable
public interface Section<T> {

    /// The key at the top level of the file, lower case with dashes.
    String key();

    /// Where it may be written; never at an endpoint.
    Set<Scope> scopes();

    /// What it is for; one or two sentences.
    String reason();

    /// One line of YAML with the section, for documents: `prefixes: ["http://a.example/shop"]`.
    String example();

    /// The JSON schema of the value, an object in braces.
    String schema();

    /// What holds where nothing is written.
    T empty();

    /// Reads what is written. What is wrong is told to the node ([ConfigNode#fault]), and reading goes on, so that all
    /// faults are reported together; the result of a reading with faults is not used.
    ///
    /// @param node the value of the key
    T read(ConfigNode node);

    /// Puts what a WAR says into what its owner says. It may only add and tighten: what loosens is told to the node as a
    /// fault. Called only for sections that may stand in a WAR ([Scope#WAR]).
    ///
    /// @param server what the owner says for the server
    /// @param context what the owner says for the context
    /// @param own what the WAR says
    /// @return what holds in the context's place
    default T within(T server, T context, T own, ConfigNode node) {
        return own;
    }

    /// Whether a value must not be shown, such as a password; `lanner print-config` leaves it out.
    ///
    /// @param node a single value or a list somewhere in the section
    default boolean secret(ConfigNode node) {
        return false;
    }
}
