package dev.lanner.container.session;

import java.io.IOException;

/// Makes what the container keeps with a session, such as who is logged in, into bytes and back. For any thread.
public interface NoteCodec {
    /// Keeps nothing.
    NoteCodec NONE = new NoteCodec() {
        @Override
        public byte[] write(Session session) {
            return new byte[0];
        }

        @Override
        public void read(Session session, byte[] bytes) {
            // there is nothing in them
        }
    };

    /// The session's notes; equal bytes for equal notes, none for none.
    byte[] write(Session session);

    /// Puts notes in the place of the session's.
    ///
    /// @throws IOException when the bytes are something else
    void read(Session session, byte[] bytes) throws IOException;
}
