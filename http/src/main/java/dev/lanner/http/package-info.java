/// What connectors use: the HTTP connector over any kind of listener, and the reasons for which a request is refused.
///
/// Collaborators: the SPI above, [dev.lanner.http.h1] for the bytes of HTTP/1.1. Threading: values here are immutable;
/// each other type says its own rule.
@NullMarked
package dev.lanner.http;

import org.jspecify.annotations.NullMarked;
