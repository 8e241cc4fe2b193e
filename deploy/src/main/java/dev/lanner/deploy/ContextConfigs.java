package dev.lanner.deploy;

/// The configuration of each context, as its owner wrote it.
@FunctionalInterface
public interface ContextConfigs {

    /// What holds for a context; asked once for each deployment.
    ///
    /// @throws IllegalStateException when what is written is wrong; its message is for the owner
    ContextConfig of(ContextName context);
}
