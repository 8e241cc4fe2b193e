package dev.lanner.spi;

/// The classes that the server's owner has added to it: filters of connections, handshake callbacks. Among the
/// [ConnectorContext#shared()] objects of a server, under this class, where it has such a place.
public interface ServerLibraries {

    /// What loads them, and all classes of the server; made when it is first asked for. From any thread.
    ClassLoader loader();

    /// Where a connector finds services.
    ///
    /// @param otherwise for servers without libraries
    static ClassLoader of(ConnectorContext context, ClassLoader otherwise) {
        return context.shared().get(ServerLibraries.class) instanceof ServerLibraries libraries
                ? libraries.loader()
                : otherwise;
    }
}
