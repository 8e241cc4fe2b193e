package dev.lanner.container.response;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.Charset;

/// Characters to bytes for encodings without state, without a buffer of its own: the response has one.
final class TextWriter extends Writer {
    private final OutputStream output;
    private final Charset charset;
    private char pendingHigh;

    TextWriter(OutputStream output, Charset charset) {
        this.output = output;
        this.charset = charset;
    }

    @Override
    public void write(int c) throws IOException {
        if (c < 0x80 && pendingHigh == 0) {
            output.write(c);
        } else {
            encode(String.valueOf((char) c));
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        if (length > 0) {
            encode(new String(chars, offset, length));
        }
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        if (length > 0) {
            encode(offset == 0 && length == text.length() ? text : text.substring(offset, offset + length));
        }
    }

    /// A surrogate pair may be cut by the caller: its first half waits for the second.
    private void encode(String text) throws IOException {
        String whole = text;
        if (pendingHigh != 0) {
            whole = pendingHigh + text;
            pendingHigh = 0;
        }
        char last = whole.charAt(whole.length() - 1);
        if (Character.isHighSurrogate(last)) {
            pendingHigh = last;
            whole = whole.substring(0, whole.length() - 1);
        }
        byte[] bytes = whole.getBytes(charset);
        output.write(bytes, 0, bytes.length);
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void close() throws IOException {
        if (pendingHigh != 0) {
            pendingHigh = 0;
            output.write('?');
        }
        output.close();
    }
}
