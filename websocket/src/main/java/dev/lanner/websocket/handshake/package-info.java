/// Opening handshakes (RFC 6455, 4; RFC 8441): pure functions from fields to decisions, and the negotiation of extensions.
/// Safe for use by several threads.
@NullMarked
package dev.lanner.websocket.handshake;

import org.jspecify.annotations.NullMarked;
