package dev.lanner.websocket.deflate;

/// What two peers have agreed on, from the view of one of them.
///
/// @param ownContext whether our compression may refer to earlier messages
/// @param peerContext whether the peer's may
/// @param ownWindowBits how far back ours may refer, 8 to 15: 2 to the power of this
/// @param peerWindowBits how far back the peer's may
public record DeflateParameters(boolean ownContext, boolean peerContext, int ownWindowBits, int peerWindowBits) {
}
