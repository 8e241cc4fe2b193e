package dev.lanner.spi.features;

import dev.lanner.spi.message.MutableFields;

/// Status and header fields of the response. Required of each connector.
public interface ResponseFeature {

    /// The status code; 200 at first.
    int status();

    /// Sets the status code, 200 to 999.
    ///
    /// @throws IllegalStateException when the response has started
    void status(int status);

    /// The header fields. Changes after the start have no effect on what the client gets.
    MutableFields headers();

    /// Whether the head has been handed to the connection (the Servlet API's "committed").
    boolean started();

    /// Asks for an action at a point of the response's life. Actions for [ResponseEvent#STARTING] run in reverse order
    /// of their registration just before the head is made; those for [ResponseEvent#COMPLETED] after the exchange.
    ///
    /// @throws IllegalStateException when that point is over
    void on(ResponseEvent event, Runnable action);
}
