package dev.lanner.websocket.connection;

import dev.lanner.testkit.RawClient;
import dev.lanner.testkit.RawResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// A client that sends exactly the frames it is told to, right or wrong.
final class Frames implements AutoCloseable {
    private static final byte[] KEY = {0x11, 0x22, 0x33, 0x44};

    final RawClient client;
    final RawResponse answer;

    Frames(RawClient client, RawResponse answer) {
        this.client = client;
        this.answer = answer;
    }

    /// One frame that has come.
    record Frame(int first, byte[] payload) {
        int opcode() {
            return first & 15;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /// The code of a close frame; 1005 where there is none.
        int code() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    /// A masked frame.
    static byte[] frame(int first, byte[] payload) {
        return frame(first, payload.length, payload);
    }

    /// A masked frame that announces a length of its own.
    static byte[] frame(int first, long length, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first);
        if (length >= 0 && length <= 125) {
            bytes.write(0x80 | (int) length);
        } else if (length >= 0 && length <= 0xFFFF) {
            bytes.write(0x80 | 126);
            bytes.write((int) length >> 8);
            bytes.write((int) length);
        } else {
            bytes.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes.write((int) (length >> shift));
            }
        }
        bytes.writeBytes(KEY);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ KEY[i & 3]);
        }
        return bytes.toByteArray();
    }

    Frames send(int first, byte[] payload) throws IOException {
        client.send(frame(first, payload));
        return this;
    }

    Frames send(int first, String payload) throws IOException {
        return send(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    Frames text(String message) throws IOException {
        return send(0x81, message);
    }

    /// A close frame.
    Frames closing(int code) throws IOException {
        return send(0x88, new byte[]{(byte) (code >> 8), (byte) code});
    }

    Frame read() throws IOException {
        byte[] head = client.readBytes(2);
        int length = head[1] & 0xFF;
        if (length > 127) {
            throw new IOException("a server must not mask");
        }
        if (length == 126) {
            byte[] more = client.readBytes(2);
            length = (more[0] & 0xFF) << 8 | more[1] & 0xFF;
        } else if (length == 127) {
            byte[] more = client.readBytes(8);
            length = (more[4] & 0xFF) << 24 | (more[5] & 0xFF) << 16 | (more[6] & 0xFF) << 8 | more[7] & 0xFF;
        }
        return new Frame(head[0] & 0xFF, length == 0 ? new byte[0] : client.readBytes(length));
    }

    /// The server ends the connection after what was read.
    void expectClosed() throws IOException {
        client.expectClosed();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
