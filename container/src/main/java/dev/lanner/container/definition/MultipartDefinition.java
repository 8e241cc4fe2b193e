package dev.lanner.container.definition;

/// The multipart configuration of a servlet (Servlet 6.1, 3.3.1, 8.1.5).
///
/// @param location the directory for parts on disk, absolute or below the context's temporary directory; empty for that
///   directory itself
/// @param maxFileSize the largest file in bytes; -1 for no limit
/// @param maxRequestSize the largest request in bytes; -1 for no limit
/// @param fileSizeThreshold from this size in bytes on a part is written to disk
public record MultipartDefinition(String location, long maxFileSize, long maxRequestSize, int fileSizeThreshold) {

    /// No limits of its own.
    public static final MultipartDefinition DEFAULT = new MultipartDefinition("", -1, -1, 0);
}
