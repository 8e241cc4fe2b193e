/// Jakarta Servlet 6.1 over the request features.
///
/// Sees the contract and the Servlet API, never a connector.
module dev.lanner.container {
    requires static transitive org.jspecify;
    requires transitive dev.lanner.spi;
    requires transitive jakarta.servlet;

    exports dev.lanner.container;
    exports dev.lanner.container.binding;
    exports dev.lanner.container.definition;
    exports dev.lanner.container.realm;
    exports dev.lanner.container.resource;
    exports dev.lanner.container.session.keep;
    exports dev.lanner.container.session.store;

    uses dev.lanner.container.session.store.SessionStoreFactory;

    provides dev.lanner.container.session.store.SessionStoreFactory
            with dev.lanner.container.session.file.FileSessionStoreFactory;
}
