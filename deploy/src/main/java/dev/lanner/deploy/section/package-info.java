/// Parts of a context's configuration that have a grammar of their own: each is a constant that reads it into a record.
/// Stateless; the files are read by the launcher.
@NullMarked
package dev.lanner.deploy.section;

import org.jspecify.annotations.NullMarked;
