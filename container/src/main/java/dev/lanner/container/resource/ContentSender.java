package dev.lanner.container.resource;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.SendFileFeature;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Writes the bytes of a file: a small one from memory in one write, a larger one by the connector where it can do that
/// and nothing wraps the response, else through a buffer.
final class ContentSender {
    /// The request attribute that holds the request's features.
    static final String FEATURES = "dev.lanner.features";

    private static final int BUFFER = 64 * 1024;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Resource file;
    private final byte @Nullable [] content;

    /// @param content all of the file, or null to read it
    ContentSender(HttpServletRequest request, HttpServletResponse response, Resource file,
            byte @Nullable [] content) {
        this.request = request;
        this.response = response;
        this.file = file;
        this.content = content;
    }

    /// Sends a part of the file as the body.
    void send(long position, long length) throws IOException {
        if (content != null) {
            response.getOutputStream().write(content, (int) position, (int) length);
            return;
        }
        SendFileFeature feature = sendFile();
        Path path = file.file();
        if (feature == null || path == null) {
            copy(response.getOutputStream(), position, length);
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // the head goes first; the connector sends the file behind it
            response.flushBuffer();
            feature.send(channel, position, length);
        }
    }

    /// Sends several ranges as multipart/byteranges (RFC 9110, 14.6).
    ///
    /// @param type the file's media type, or null
    void sendRanges(List<ByteRanges.Range> ranges, @Nullable String type) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String boundary = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        String[] heads = new String[ranges.size()];
        String end = "\r\n--" + boundary + "--\r\n";
        long total = end.length();
        for (int i = 0; i < heads.length; i++) {
            ByteRanges.Range range = ranges.get(i);
            heads[i] = (i == 0 ? "" : "\r\n") + "--" + boundary + (type == null ? "" : "\r\nContent-Type: " + type)
                    + "\r\nContent-Range: " + range.contentRange(file.length()) + "\r\n\r\n";
            total += heads[i].length() + range.length();
        }
        response.setContentType("multipart/byteranges; boundary=" + boundary);
        response.setContentLengthLong(total);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        for (int i = 0; i < heads.length; i++) {
            out.write(heads[i].getBytes(StandardCharsets.ISO_8859_1));
            ByteRanges.Range range = ranges.get(i);
            if (content != null) {
                out.write(content, (int) range.first(), (int) range.length());
            } else {
                copy(out, range.first(), range.length());
            }
        }
        out.write(end.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Adds the file to what an including resource writes, which may have chosen the writer.
    void include() throws IOException {
        OutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException _) {
            includeText(response.getWriter());
            return;
        }
        if (content != null) {
            out.write(content);
        } else {
            copy(out, 0, file.length());
        }
    }

    private void includeText(Writer writer) throws IOException {
        try (Reader reader = new InputStreamReader(file.open(), StandardCharsets.UTF_8)) {
            reader.transferTo(writer);
        }
    }

    private @Nullable SendFileFeature sendFile() {
        return !(response instanceof ServletResponseWrapper)
                && request.getAttribute(FEATURES) instanceof FeatureCollection features
                        ? features.get(Features.SEND_FILE)
                        : null;
    }

    private void copy(OutputStream out, long position, long length) throws IOException {
        try (InputStream in = file.open()) {
            in.skipNBytes(position);
            byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(length, 1))];
            long left = length;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the file became shorter while it was sent: " + file.path());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }
}
