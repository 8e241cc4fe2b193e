package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldList;

/// What a response's head consists of.
///
/// @param status 100 to 999
/// @param fields the application's fields; those that frame the message (Content-Length, Transfer-Encoding, Connection,
///   Keep-Alive) are left out, because `contentLength` and `flags` alone decide
/// @param contentLength the value of the Content-Length field to send; negative for none
/// @param flags [#CHUNKED], one of [#CLOSE], [#KEEP_ALIVE] and [#UPGRADE], [#UTF_8]
public record ResponseHead(int status, FieldList fields, long contentLength, int flags) {

    /// Sends `Transfer-Encoding: chunked`.
    public static final int CHUNKED = 1;
    /// Sends `Connection: close`.
    public static final int CLOSE = 2;
    /// Sends `Connection: keep-alive`, which an HTTP/1.0 client needs to be told.
    public static final int KEEP_ALIVE = 4;
    /// Sends `Connection: upgrade`; the Upgrade field is the application's.
    public static final int UPGRADE = 8;
    /// Values are sent as UTF-8 instead of ISO-8859-1.
    public static final int UTF_8 = 16;

    /// Whether a flag is set.
    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
