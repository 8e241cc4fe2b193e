package dev.lanner.http.exchange;

import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RunningRequest;
import dev.lanner.http.transport.Connection;
import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.log.RequestIds;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One request and its response, whatever the protocol: what the common parts need of it.
public interface Exchange extends RequestIds, ExecutionFeature {

    /// The connection below.
    Connection link();

    /// Its loop.
    default EventLoop loop() {
        return link().loop();
    }

    /// Whether header fields are UTF-8.
    default boolean utf8() {
        return link().endpoint().rules().utf8();
    }

    /// @throws IllegalStateException when the exchange has ended
    void checkNotEnded();

    @Override
    default Runnable named(Runnable work) {
        return RunningRequest.naming(this, work);
    }

    /// Logs a failure of the application's code.
    void applicationFailed(String where, Throwable failure);

    /// The request's phases; null where nobody wants to know.
    @Nullable
    Timing timing();

    /// Gives the request another id.
    void id(String given);

    /// The request's header fields.
    Fields headers();

    /// Whether the request can have a body.
    boolean canHaveBody();

    /// Whether nothing of the request's body is left to be read.
    boolean bodyRead();

    /// The request's trailers, once [#bodyRead()].
    Fields trailers();

    /// From now on each write goes out at once.
    void unbuffered();

    /// Sends an interim response.
    void sendInformational(int status, Fields fields) throws IOException;

    /// Whether blocking reads and writes are allowed.
    boolean synchronousIoAllowed();

    /// Allows or forbids blocking reads and writes.
    void synchronousIoAllowed(boolean allowed);

    /// The slowest body that is accepted.
    DataRate requestRate();

    /// Changes it.
    void requestRate(DataRate rate);

    /// The slowest reader that is waited for.
    DataRate responseRate();

    /// Changes it.
    void responseRate(DataRate rate);

    /// The reason code of the refusal of the request or its body; null when it was not refused.
    @Nullable
    String refusal();
}
