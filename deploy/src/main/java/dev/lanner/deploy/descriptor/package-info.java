/// Descriptors: `web.xml` and fragments as trees of elements with their lines, checked against one table, merged by
/// another, put in order.
///
/// Knows nothing of files and classes; [dev.lanner.deploy] brings the content. All types are immutable or belong to one
/// thread.
@NullMarked
package dev.lanner.deploy.descriptor;

import org.jspecify.annotations.NullMarked;
