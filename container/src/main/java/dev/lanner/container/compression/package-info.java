/// Compression of responses between the response's buffer and the connector's body.
///
/// `CompressionRules` belong to a context, a `CompressedBody` to one request; it is used by whoever writes the body, one
/// thread at a time.
@NullMarked
package dev.lanner.container.compression;

import org.jspecify.annotations.NullMarked;
