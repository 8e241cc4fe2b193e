/// Finds annotated components and class hierarchies by reading class files; no class of the application is loaded.
///
/// What is found is given as elements of a descriptor ([dev.lanner.deploy.descriptor.Element]), so that merging has one
/// set of rules. Types are immutable or belong to one thread.
@NullMarked
package dev.lanner.deploy.scan;

import org.jspecify.annotations.NullMarked;
