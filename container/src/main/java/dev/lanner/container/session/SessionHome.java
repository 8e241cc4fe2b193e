package dev.lanner.container.session;

import jakarta.servlet.ServletContext;
import java.util.concurrent.Executor;

/// The application that sessions belong to.
///
/// @param context what the application sees
/// @param loader loads its classes
/// @param inContext runs at once what belongs to the application but is not part of a request, with its class loader
/// @param notes makes what the container keeps with sessions into bytes
/// @param distributable whether it is marked so: attributes must be serializable then
/// @param readsCount whether what is got from a session may have changed inside, so that it is compared
/// @param largest the most bytes of a session that is kept or handed over
public record SessionHome(ServletContext context, ClassLoader loader, Executor inContext, NoteCodec notes,
        boolean distributable, boolean readsCount, long largest) {
}
