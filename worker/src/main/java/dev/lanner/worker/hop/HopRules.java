package dev.lanner.worker.hop;

import dev.lanner.http.h1.HeadRules;
import java.time.Duration;

/// What holds for the way to the workers of one context.
///
/// @param answers limits of what a worker answers
/// @param timeout how long an answer's head may take after the request was sent; zero for as long as it takes
/// @param bodyLimit the context's own limit of request bodies; -1 for that of the endpoint
public record HopRules(HeadRules answers, Duration timeout, long bodyLimit) {
    /// A worker is an application of the owner, and may say more than a client. Its header fields are UTF-8, as those of requests
    /// to it, whatever they are between client and front server.
    static final HeadRules ANSWERS = new HeadRules("http", 1024, 1 << 20, 10_000, 1024, true, true, false, true);

    /// The rules of a context.
    ///
    /// @param timeout how long an answer's head may take after the request was sent; zero for as long as it takes
    /// @param bodyLimit the context's own limit of request bodies; -1 for that of the endpoint
    public static HopRules of(Duration timeout, long bodyLimit) {
        return new HopRules(ANSWERS, timeout, bodyLimit);
    }
}
