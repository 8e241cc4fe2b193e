/// The names below `java:` of a web application: a tree of names, and the JNDI contexts that show it.
///
/// Nothing here is loaded before an application declares or asks for a name. A [dev.lanner.deploy.naming.Namespace] is
/// safe for use by any thread.
@NullMarked
package dev.lanner.deploy.naming;

import org.jspecify.annotations.NullMarked;
