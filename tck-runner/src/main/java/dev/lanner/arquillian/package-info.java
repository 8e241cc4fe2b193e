/// Arquillian container for Lanner: starts a server in the test's JVM or as a process of its own from the distribution,
/// and deploys a test's archives to it.
///
/// Collaborators: the launcher of the distribution, its control socket. Threading: Arquillian calls from one thread at a
/// time; a server as a process has one daemon thread that reads what it prints.
@NullMarked
package dev.lanner.arquillian;

import org.jspecify.annotations.NullMarked;
