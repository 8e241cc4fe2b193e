package dev.lanner.http.transport;

/// What a connection has come to speak, in the words of OpenTelemetry (`network.protocol.name`, `network.protocol.version`).
public enum Spoken {
    /// It has ended before, in a TLS handshake or a PROXY header.
    NOTHING(0, "", ""),
    /// HTTP/1.1, or 1.0; also what left it since.
    HTTP_1(1, "http", "1.1"),
    /// HTTP/2.
    HTTP_2(2, "http", "2");

    /// From 0, without gaps.
    private final int row;
    private final String shown;
    private final String version;

    Spoken(int row, String shown, String version) {
        this.row = row;
        this.shown = shown;
        this.version = version;
    }

    /// Where it is counted.
    int row() {
        return row;
    }

    String shown() {
        return shown;
    }

    String version() {
        return version;
    }
}
