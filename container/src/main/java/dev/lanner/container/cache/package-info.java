/// A small cache of responses for each context (X2), by the rules of shared caches (RFC 9111) and HTTP.sys.
///
/// `ResponseCache` is safe for use by several threads. Everything else belongs to one request.
@NullMarked
package dev.lanner.container.cache;

import org.jspecify.annotations.NullMarked;
