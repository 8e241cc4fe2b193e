package dev.lanner.websocket.client;

/// One object, whatever its `equals` says.
///
/// @param object the object
record Key(Object object) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Key(Object same) && same == object;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(object);
    }
}
