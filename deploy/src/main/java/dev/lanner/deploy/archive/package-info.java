/// WAR files: checked, and unpacked into a directory named by their content.
///
/// Stateless; safe for use by any thread.
@NullMarked
package dev.lanner.deploy.archive;

import org.jspecify.annotations.NullMarked;
