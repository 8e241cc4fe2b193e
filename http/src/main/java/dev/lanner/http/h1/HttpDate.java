package dev.lanner.http.h1;

import dev.lanner.spi.message.HttpDates;
import java.nio.charset.StandardCharsets;

/// The value of a Date field as bytes. Whoever sends responses keeps the current one and makes a new one each second.
public final class HttpDate {

    private HttpDate() {
    }

    /// An IMF-fixdate, 29 bytes, such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
    ///
    /// @param epochSecond seconds since 1970
    public static byte[] bytes(long epochSecond) {
        return HttpDates.format(epochSecond * 1000).getBytes(StandardCharsets.ISO_8859_1);
    }
}
