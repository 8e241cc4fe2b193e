package dev.lanner.launcher.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/// Reads and writes short texts within a limit of time and size. The channel is made non-blocking.
final class BoundedReader {
    private final SocketChannel channel;
    private final int largest;
    private final long deadline;

    BoundedReader(SocketChannel channel, int largest, Duration within) throws IOException {
        this.channel = channel;
        this.largest = largest;
        deadline = System.nanoTime() + within.toNanos();
        channel.configureBlocking(false);
    }

    /// Reads up to the end of the stream, or to the first empty line.
    String read(boolean toEmptyLine) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(largest, 4096));
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (true) {
                int count = channel.read(buffer);
                if (count < 0 || toEmptyLine && endsWithEmptyLine(buffer)) {
                    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                }
                if (!buffer.hasRemaining()) {
                    if (buffer.capacity() >= largest) {
                        throw new IOException("more than " + largest + " bytes");
                    }
                    buffer = ByteBuffer
                            .wrap(Arrays.copyOf(buffer.array(), Math.min(largest, buffer.capacity() * 2)))
                            .position(buffer.position());
                }
                if (count == 0) {
                    await(selector);
                }
            }
        }
    }

    void write(String text) throws IOException {
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(text);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(selector);
                }
            }
        }
    }

    private void await(Selector selector) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException("no answer in time");
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }

    private static boolean endsWithEmptyLine(ByteBuffer buffer) {
        int end = buffer.position();
        return end >= 2 && buffer.get(end - 1) == '\n' && buffer.get(end - 2) == '\n';
    }
}
