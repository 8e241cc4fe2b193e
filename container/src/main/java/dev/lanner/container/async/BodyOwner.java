package dev.lanner.container.async;

/// What a body's stream needs of the exchange that it belongs to.
public interface BodyOwner {

    /// The exchange's strand, on which listeners are called.
    ///
    /// @throws IllegalStateException when listeners are not allowed: neither async nor upgraded (Servlet 6.1,
    ///   `ServletInputStream.setReadListener`)
    Strand listenerStrand();

    /// Checks that a blocking call is allowed.
    ///
    /// @throws IllegalStateException when it is not
    void checkBlocking();

    /// Told of an I/O failure of a stream, before it is thrown.
    void ioFailed(Throwable failure);

    /// Whether a response that can't be written any more is dropped without a word, rather than by an exception.
    boolean writesFailSilently();

    /// What to throw when the exchange has ended.
    IllegalStateException detached();
}
