/// Realms: who says whether credentials are right, and which roles somebody has.
///
/// Containers ask a [Realm]; a server of one's own, or a library beside it, supplies one. Nothing here knows servlets.
@NullMarked
package dev.lanner.spi.security;

import org.jspecify.annotations.NullMarked;
