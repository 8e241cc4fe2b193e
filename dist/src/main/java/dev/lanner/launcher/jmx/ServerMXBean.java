package dev.lanner.launcher.jmx;

import java.util.List;
import java.util.Map;

/// The server, as `dev.lanner:type=Server`. Nothing can be changed here.
public interface ServerMXBean {

    /// The server's version.
    String getVersion();

    /// `starting`, `serving` or `draining`.
    String getState();

    /// Whether the server should get requests.
    boolean isReady();

    /// The URLs that it listens on.
    List<String> getUrls();

    /// The state of each context, by its path.
    Map<String, String> getContexts();

    /// Requests that are being served, by the path of their context.
    Map<String, Integer> getActiveRequests();

    /// Open connections that speak HTTP, by endpoint.
    Map<String, Long> getActiveConnections();

    /// Open connections that left HTTP, by endpoint.
    Map<String, Long> getUpgradedConnections();

    /// Streams of HTTP/2 whose request is not over, by endpoint.
    Map<String, Long> getActiveStreams();

    /// Requests that wait for their turn, by the path of their context.
    Map<String, Integer> getQueuedRequests();

    /// Requests that were served since the start.
    long getRequests();

    /// Requests that were rejected or broken off since the start.
    long getRejectedRequests();
}
