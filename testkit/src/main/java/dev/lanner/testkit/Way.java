package dev.lanner.testkit;

import dev.lanner.spi.message.FieldList;
import java.io.IOException;

/// A way over sockets, which requests of an [InMemoryConnector] take in place of the short one.
@FunctionalInterface
public interface Way {

    /// Sends a request and waits for its end.
    ///
    /// @param head the request's fields, Host among them
    /// @param body empty for none
    /// @param trailers sent behind the body where there are some
    TestResponse send(String method, String target, FieldList head, byte[] body, FieldList trailers) throws IOException;
}
