package dev.lanner.spi.config;

/// Where a setting may be written. A narrower scope overrides a wider one.
public enum Scope {
    /// The top level of `conf/lanner.yaml`.
    SERVER,
    /// An entry of `endpoints`, or `endpoint-defaults`.
    ENDPOINT,
    /// A context's file, `conf/contexts/NAME.yaml`.
    CONTEXT,
    /// `WEB-INF/lanner.yaml` in the WAR; it may only tighten what the owner says, see [WarRule].
    WAR
}
