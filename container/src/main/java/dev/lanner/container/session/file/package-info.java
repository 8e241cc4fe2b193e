/// Sessions in files of this server: [FileSessionStore]. Files are written aside and renamed, for the owner only, under names
/// that tell nothing. For any thread.
@NullMarked
package dev.lanner.container.session.file;

import org.jspecify.annotations.NullMarked;
