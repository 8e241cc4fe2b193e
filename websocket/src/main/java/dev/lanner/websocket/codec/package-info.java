/// Encoders and decoders: which types they are for, in which order they are asked, and their life with a session
/// (Jakarta WebSocket 2.2, 4.1.2, 4.1.3).
///
/// Types are analysed once for each endpoint; the coders of a session are made for it alone.
@NullMarked
package dev.lanner.websocket.codec;

import org.jspecify.annotations.NullMarked;
