package dev.lanner.container.parameter;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;

/// The limits of multipart bodies that the owner sets.
///
/// @param maxParts parts of one body
/// @param maxPartHeadersSize bytes of the header fields of one part
/// @param maxMemory bytes that one body keeps in memory: header fields, text fields and small files; larger text fields
///   are refused, further files go to disk
/// @param maxParameters text fields, which are parameters
public record MultipartLimits(long maxParts, int maxPartHeadersSize, long maxMemory, long maxParameters) {

    /// The limits that a context's settings say.
    public static MultipartLimits of(SettingValues values) {
        return new MultipartLimits(values.get(Settings.MAX_PART_COUNT),
                Math.toIntExact(values.get(Settings.MAX_PART_HEADERS_SIZE)), values.get(Settings.MAX_FORM_SIZE),
                values.get(Settings.MAX_PARAMETER_COUNT));
    }
}
