package dev.lanner.deploy;

import dev.lanner.container.definition.ContextDefinitionBuilder;
import java.io.IOException;
import java.util.List;

/// What an optional part of the server adds to web applications; found by `ServiceLoader`. Used by several threads, one
/// for each deployment.
///
/// Names of classes are written so: with a dot at the end a package with all below it, with a slash inside a resource,
/// else a class.
public interface DeploymentExtension {

    /// What applications see of it, and can't replace by their own.
    List<String> apis();

    /// What applications see of it where they bring nothing of that name themselves.
    List<String> libraries();

    /// Adds what it has to add to one application, when all else has been read.
    ///
    /// @throws IOException when a file can't be read, or is wrong: with an id `LNR-nnnn`, file and line in its message
    void contribute(UnpackedApplication application, ContextDefinitionBuilder to) throws IOException;
}
