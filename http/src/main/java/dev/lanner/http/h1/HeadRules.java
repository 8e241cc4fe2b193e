package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.EncodedSlash;
import dev.lanner.spi.config.Settings.HeaderCharset;

/// The limits and choices that hold for requests at one endpoint.
///
/// @param scheme `http` or `https`
/// @param maxRequestLine bytes of the request line without its line end
/// @param maxHeadersSize bytes of all header fields with their line ends; the same for trailers
/// @param maxHeaderCount number of header fields; the same for trailers
/// @param maxChunkLine bytes of a chunk's size line without its line end
/// @param keepEncodedSlash whether `%2F` and `%25` stay encoded in paths instead of being refused
/// @param allowHostOverride whether the authority of an absolute-form target may differ from the Host field, and then
///   wins
/// @param requireHttp10Length whether a POST or PUT of HTTP/1.0 needs a Content-Length
/// @param utf8 whether header values are UTF-8 instead of ISO-8859-1
public record HeadRules(String scheme, int maxRequestLine, int maxHeadersSize, int maxHeaderCount, int maxChunkLine,
        boolean keepEncodedSlash, boolean allowHostOverride, boolean requireHttp10Length, boolean utf8) {

    /// The rules that an endpoint's settings say.
    ///
    /// @param scheme `http` or `https`
    public static HeadRules of(SettingValues settings, String scheme) {
        return new HeadRules(scheme, Math.toIntExact(settings.get(Settings.MAX_REQUEST_LINE_SIZE)),
                Math.toIntExact(settings.get(Settings.MAX_REQUEST_HEADERS_SIZE)),
                Math.toIntExact(settings.get(Settings.MAX_REQUEST_HEADER_COUNT)),
                Math.toIntExact(settings.get(Settings.MAX_CHUNK_LINE_SIZE)),
                settings.get(Settings.ENCODED_SLASH) == EncodedSlash.KEEP, settings.get(Settings.ALLOW_HOST_OVERRIDE),
                settings.get(Settings.REQUIRE_HTTP10_LENGTH),
                settings.get(Settings.HEADER_CHARSET) == HeaderCharset.UTF_8);
    }
}
