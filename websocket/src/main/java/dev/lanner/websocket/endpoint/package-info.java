/// Annotated endpoints: what the annotations of a class ask for, checked once, and called for each session (Jakarta
/// WebSocket 2.2, 4).
///
/// The model is immutable and shared; an [dev.lanner.websocket.endpoint.AnnotatedEndpoint] belongs to one session.
@NullMarked
package dev.lanner.websocket.endpoint;

import org.jspecify.annotations.NullMarked;
