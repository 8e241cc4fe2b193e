/// Where the JDK looks for the scheme `java:`. The file `jndi.properties` of this module names the package above, to
/// applications and to the server, so that what they set for themselves (LDAP, a messaging system) still counts.
@NullMarked
package dev.lanner.deploy.naming.java;

import org.jspecify.annotations.NullMarked;
