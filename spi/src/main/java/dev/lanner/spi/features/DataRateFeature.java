package dev.lanner.spi.features;

import dev.lanner.spi.config.DataRate;

/// The minimum speed that is asked of the client. Absent: none.
public interface DataRateFeature {

    /// For the request's body, averaged since its first read; time in which nobody reads does not count.
    DataRate request();

    /// Changes it for this request.
    void request(DataRate rate);

    /// For the response, for each write.
    DataRate response();

    /// Changes it for this request.
    void response(DataRate rate);
}
