package dev.lanner.container.session;

import dev.lanner.container.session.keep.SessionImage;
import dev.lanner.container.session.keep.Values;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Compares a live session with what its store has, and brings the one into the other. The caller holds the session's
/// guard.
///
/// Attributes are the unit: what changed here stays, all else becomes what the store has.
final class SessionMerge {
    private final SessionPacker packer;
    private final NoteCodec codec;

    SessionMerge(SessionPacker packer, NoteCodec codec) {
        this.packer = packer;
        this.codec = codec;
    }

    /// How a session differs from what its store has.
    ///
    /// @param marks the attributes that were looked at
    /// @param bytes these attributes, serialized; those that can't be are missing
    /// @param notes the session's notes
    /// @param changed whether there is anything to write
    record Difference(Map<String, Object> marks, Map<String, byte[]> bytes, Notes notes, boolean changed) {

        /// Whether an attribute is not what the store has.
        boolean concerns(String name, SessionTracking tracking) {
            if (!marks.containsKey(name) || tracking.unreadable.containsKey(name)) {
                return false;
            }
            byte[] own = bytes.get(name);
            return own == null
                    ? tracking.digests.containsKey(name)
                    : !tracking.sameDigest(name, Values.digest(own));
        }
    }

    /// Notes in bytes, as one value.
    static final class Notes {
        final byte[] bytes;

        Notes(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    /// Looks at what was handed out or set since the session was last written.
    Difference compare(Session session, SessionTracking tracking) {
        Map<String, Object> marks = tracking.marks();
        Map<String, byte[]> bytes = marks.isEmpty() ? Map.of() : packer.serialize(session, marks.keySet(), true);
        byte[] notes = codec.write(session);
        Difference found = new Difference(marks, bytes, new Notes(notes), false);
        boolean changed = tracking.version == 0 || !session.id().equals(tracking.storedId)
                || session.maxInactiveSeconds() != tracking.maxInactiveSeconds
                || !Arrays.equals(notes, tracking.notes);
        for (String name : marks.keySet()) {
            changed |= found.concerns(name, tracking);
        }
        changed |= tracking.hasRemoved(session.values().keySet());
        return new Difference(marks, bytes, found.notes, changed);
    }

    /// All of a session that is to be written.
    SessionImage image(Session session, SessionTracking tracking, Difference difference) {
        Map<String, byte[]> attributes = new LinkedHashMap<>(tracking.unreadable);
        attributes.putAll(difference.bytes);
        Set<String> rest = new HashSet<>(session.values().keySet());
        rest.removeAll(difference.marks.keySet());
        if (!rest.isEmpty()) {
            attributes.putAll(packer.serialize(session, rest, true));
        }
        return new SessionImage(packer.head(session), difference.notes.bytes, attributes);
    }

    /// The store now has this.
    static void stored(SessionTracking tracking, SessionImage image, long version) {
        tracking.digests.clear();
        image.attributes().forEach((name, bytes) -> tracking.digests.put(name, Values.digest(bytes)));
        tracking.notes = image.notes();
        tracking.maxInactiveSeconds = image.head().maxInactiveSeconds();
        tracking.accessed = image.head().accessed();
        tracking.storedId = image.head().id();
        tracking.version = version;
    }

    /// Brings what the store has into a live session.
    ///
    /// @param difference what changed here, which stays
    void bring(SessionImage image, long version, Session session, SessionTracking tracking, Difference difference) {
        Map<String, Object> values = session.values();
        Map<String, byte[]> theirs = new HashMap<>(image.attributes());
        theirs.forEach((name, bytes) -> {
            if (!difference.concerns(name, tracking) && !tracking.sameDigest(name, Values.digest(bytes))) {
                Object value = packer.deserialize(name, bytes);
                if (value == null) {
                    values.remove(name);
                    tracking.unreadable.put(name, bytes);
                } else {
                    tracking.unreadable.remove(name);
                    values.put(name, value);
                    packer.activated(session, value);
                }
            }
        });
        for (String name : Set.copyOf(tracking.digests.keySet())) {
            if (!theirs.containsKey(name) && !difference.concerns(name, tracking)) {
                values.remove(name);
                tracking.unreadable.remove(name);
            }
        }
        if (Arrays.equals(difference.notes.bytes, tracking.notes) && !Arrays.equals(image.notes(), tracking.notes)) {
            packer.notes(session, image.notes());
        }
        if (session.maxInactiveSeconds() == tracking.maxInactiveSeconds) {
            session.keepInactive(image.head().maxInactiveSeconds());
        }
        session.usedElsewhere(image.head().accessed(), 0);
        stored(tracking, image, version);
    }
}
