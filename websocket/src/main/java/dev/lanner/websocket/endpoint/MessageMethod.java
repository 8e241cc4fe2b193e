package dev.lanner.websocket.endpoint;

import jakarta.websocket.MessageHandler;

/// A method that takes messages. Stands for itself among the message handlers of a session.
///
/// @param method the method
/// @param type what it takes
/// @param partial whether in parts
/// @param maxSize bytes; -1 for the session's
record MessageMethod(CallbackMethod method, Class<?> type, boolean partial, long maxSize) implements MessageHandler {
}
