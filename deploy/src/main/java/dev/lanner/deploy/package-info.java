/// Deployment: reads a WAR into a [dev.lanner.container.definition.ContextDefinition] and gives it to the container.
///
/// [Deployer] is the way in. Below it: `archive` unpacks, `descriptor` reads and merges, `scan` finds annotations,
/// `initializer` initializers, `loader` loads classes. [Deployer] is safe for use by several threads; one deployment
/// belongs to one thread.
@NullMarked
package dev.lanner.deploy;

import org.jspecify.annotations.NullMarked;
