package dev.lanner.container.parameter;

import java.nio.file.Path;

/// What a servlet's multipart configuration and its context's limits say together.
///
/// @param location an absolute directory: temporary files are made there, and [StoredPart#write] resolves relative
///   names against it
/// @param maxFileSize bytes of one part, or -1 for no limit
/// @param maxRequestSize bytes of the whole body, or -1 for no limit
/// @param fileSizeThreshold bytes up to which a file is kept in memory
/// @param limits the owner's limits
public record MultipartRules(Path location, long maxFileSize, long maxRequestSize, int fileSizeThreshold,
        MultipartLimits limits) {

    /// Negative sizes become "no limit".
    public MultipartRules {
        maxFileSize = maxFileSize < 0 ? Long.MAX_VALUE : maxFileSize;
        maxRequestSize = maxRequestSize < 0 ? Long.MAX_VALUE : maxRequestSize;
        fileSizeThreshold = Math.max(fileSizeThreshold, 0);
    }

    /// The directory that a configured location means: empty is the context's directory for temporary files, a relative
    /// one lies in that (Servlet 6.1, 8.1.5).
    public static Path location(String configured, Path tempDirectory) {
        return tempDirectory.resolve(configured).toAbsolutePath().normalize();
    }
}
