package dev.lanner.launcher.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/// Part of web applications whose process is killed while clients use them: `/short`, `/upload`, `/stream`. Each answer can be
/// checked by its client.
@WebServlet({"/short", "/upload", "/stream"})
public final class ChaosServlet extends HttpServlet {
    /// A block of a stream.
    public static final int BLOCK = 8192;
    /// How many a stream has.
    public static final int BLOCKS = 24;
    private static final long serialVersionUID = 1L;
    private static final long PAUSE_NANOS = 5_000_000;

    /// `pid number`, where the number is the client's.
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String number = request.getParameter("n");
        if (request.getServletPath().equals("/short")) {
            send(response, ProcessHandle.current().pid() + " " + number);
        } else {
            stream(response, Integer.parseInt(number));
        }
    }

    /// `pid length checksum`.
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CRC32 sum = new CRC32();
        long length = 0;
        byte[] block = new byte[BLOCK];
        InputStream in = request.getInputStream();
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            sum.update(block, 0, count);
            length += count;
        }
        send(response, ProcessHandle.current().pid() + " " + length + " " + sum.getValue());
    }

    private static void send(HttpServletResponse response, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /// Blocks one by one, with a short pause behind each: somebody who kills hits it in the middle.
    private static void stream(HttpServletResponse response, int number) throws IOException {
        OutputStream out = response.getOutputStream();
        for (int i = 0; i < BLOCKS; i++) {
            out.write(block(number, i));
            response.flushBuffer();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// The content of a block.
    public static byte[] block(int number, int index) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (number * 31 + index * 7 + i);
        }
        return block;
    }
}
