package dev.lanner.container.session.keep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A session as it is kept: its head, and each attribute in bytes of its own.
public final class SessionImage {
    private static final int FORMAT = 1;

    private final Head head;
    private final byte[] notes;
    private final Map<String, byte[]> attributes;

    /// What is known of a session beside its attributes.
    ///
    /// @param id the session's id
    /// @param created milliseconds since 1970
    /// @param accessed when it was last used, milliseconds since 1970
    /// @param maxInactiveSeconds 0 for ever
    public record Head(String id, long created, long accessed, int maxInactiveSeconds) {
    }

    /// @param notes what the container keeps with the session, such as who is logged in
    /// @param attributes serialized; not copied
    public SessionImage(Head head, byte[] notes, Map<String, byte[]> attributes) {
        this.head = head;
        this.notes = notes;
        this.attributes = attributes;
    }

    /// Id and times.
    public Head head() {
        return head;
    }

    /// What the container keeps with the session; not copied.
    public byte[] notes() {
        return notes;
    }

    /// The serialized attributes; not copied.
    public Map<String, byte[]> attributes() {
        return attributes;
    }

    /// As bytes that [#decode] reads.
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(head.id);
            out.writeLong(head.created);
            out.writeLong(head.accessed);
            out.writeInt(head.maxInactiveSeconds);
            write(out, notes);
            out.writeInt(attributes.size());
            for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
                write(out, attribute.getKey().getBytes(StandardCharsets.UTF_8));
                write(out, attribute.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws IOException when it is something else, or of a later version of the server
    public static SessionImage decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IOException("its format is " + format + ", and this server knows " + FORMAT);
            }
            Head head = new Head(in.readUTF(), in.readLong(), in.readLong(), in.readInt());
            byte[] notes = read(in);
            int count = in.readInt();
            Map<String, byte[]> attributes = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                attributes.put(new String(read(in), StandardCharsets.UTF_8), read(in));
            }
            return new SessionImage(head, notes, attributes);
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("it is cut off");
        }
        return in.readNBytes(length);
    }
}
