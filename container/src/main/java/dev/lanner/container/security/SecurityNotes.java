package dev.lanner.container.security;

import dev.lanner.container.session.NoteCodec;
import dev.lanner.container.session.Session;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.security.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who is logged in with a session, and the request that waits for a login, as bytes: names and roles, never objects of a
/// realm. Roles are those of the login.
public final class SecurityNotes implements NoteCodec {
    /// The only one.
    public static final NoteCodec CODEC = new SecurityNotes();

    private static final int FORMAT = 1;

    private SecurityNotes() {
    }

    @Override
    public byte[] write(Session session) {
        SessionLogin login = session.note(SessionLogin.class);
        SavedRequest saved = session.note(SavedRequest.class);
        if (login == null && saved == null) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeBoolean(login != null);
            if (login != null) {
                write(out, login);
            }
            out.writeBoolean(saved != null);
            if (saved != null) {
                write(out, saved.parts());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, SessionLogin login) throws IOException {
        Identity identity = login.caller().identity();
        text(out, identity.name());
        out.writeInt(identity.roles().size());
        for (String role : new TreeSet<>(identity.roles())) {
            text(out, role);
        }
        text(out, login.caller().scheme());
        out.writeBoolean(login.kept());
    }

    private static void write(DataOutputStream out, SavedRequest.Parts saved) throws IOException {
        text(out, saved.method());
        text(out, saved.path());
        out.writeBoolean(saved.query() != null);
        if (saved.query() != null) {
            text(out, saved.query());
        }
        FieldList content = new FieldList(4);
        saved.content().forEach(content::add);
        out.writeInt(content.size());
        IOException[] failure = new IOException[1];
        content.forEach((name, value) -> {
            try {
                text(out, name);
                text(out, value);
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        bytes(out, saved.body().bytes());
        out.writeBoolean(saved.cut());
        out.writeInt(saved.timeoutSeconds());
    }

    @Override
    public void read(Session session, byte[] bytes) throws IOException {
        SessionLogin login = null;
        SavedRequest saved = null;
        if (bytes.length > 0) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                if (in.readUnsignedByte() != FORMAT) {
                    throw new IOException("they are of another version of the server");
                }
                login = in.readBoolean() ? login(in) : null;
                saved = in.readBoolean() ? saved(in) : null;
            }
        }
        session.note(SessionLogin.class, login);
        session.note(SavedRequest.class, saved);
    }

    private static SessionLogin login(DataInputStream in) throws IOException {
        String name = text(in);
        Set<String> roles = new TreeSet<>();
        for (int count = in.readInt(); count > 0; count--) {
            roles.add(text(in));
        }
        Authenticated caller = new Authenticated(new Identity(name, roles), text(in));
        return new SessionLogin(caller, in.readBoolean());
    }

    private static SavedRequest saved(DataInputStream in) throws IOException {
        String method = text(in);
        String path = text(in);
        @Nullable
        String query = in.readBoolean() ? text(in) : null;
        FieldList content = new FieldList(4);
        for (int count = in.readInt(); count > 0; count--) {
            content.add(text(in), text(in));
        }
        SavedRequest.Body body = new SavedRequest.Body(bytes(in));
        return SavedRequest.of(
                new SavedRequest.Parts(method, path, query, content, body, in.readBoolean(), in.readInt()));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("they are cut off");
        }
        return in.readNBytes(length);
    }
}
