package dev.lanner.launcher.control;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// A connection to a control socket that stays open after the answer, for what lasts as long as both sides are there. The
/// server may say one thing more before it closes it. Belongs to one thread, but for [#close] and [#endOutput].
public final class ControlLine implements Closeable {
    private static final int LARGEST_ANSWER = 64 << 10;
    private static final Duration WRITE_TIME = Duration.ofSeconds(5);

    private final SocketChannel channel;

    ControlLine(SocketChannel channel) {
        this.channel = channel;
    }

    /// Connects to the server of a base directory.
    ///
    /// @param run the directory `run` of its base
    /// @return null when none listens there
    /// @throws IOException when it can't be reached
    public static @Nullable ControlLine connect(Path run) throws IOException {
        // who may not look there is told so by the attempt
        return Files.notExists(ControlAddress.visible(run)) ? null : connect(ControlAddress.toConnect(run));
    }

    /// Connects to a socket whose path is known.
    ///
    /// @return null when nobody listens there
    /// @throws IOException when it can't be reached
    public static @Nullable ControlLine connectTo(Path socket) throws IOException {
        return Files.notExists(socket) ? null : connect(UnixDomainSocketAddress.of(socket));
    }

    private static @Nullable ControlLine connect(UnixDomainSocketAddress address) throws IOException {
        try {
            return new ControlLine(SocketChannel.open(address));
        } catch (ConnectException e) {
            return null;
        }
    }

    /// The user that the process at the other end runs as, or ran as when it began to listen.
    public String peer() throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    }

    /// Asks, and waits for the answer. The line stays open when it is no refusal.
    ///
    /// @throws ControlException when the server refuses, with its reason
    /// @throws IOException when it does not answer in time, or closes the connection
    public String ask(ControlRequest request, Duration within) throws ControlException, IOException {
        String text = request.format();
        new BoundedReader(channel, LARGEST_ANSWER, WRITE_TIME).write(text);
        String answer = new BoundedReader(channel, LARGEST_ANSWER, within).read(true);
        int end = answer.indexOf('\n');
        String result = end < 0 ? answer : answer.substring(0, end);
        if (result.equals("failed")) {
            throw new ControlException(answer.substring(end + 1).strip());
        }
        if (!result.equals("ok") || !answer.endsWith("\n\n")) {
            throw new IOException("it broke off its answer");
        }
        return answer.substring(end + 1, answer.length() - 1);
    }

    /// Says something short to the one who waits at the other end, and closes the connection. From any thread.
    void end(String why) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(why + "\n");
        try {
            // a few bytes, for which there is room
            channel.write(text);
        } catch (IOException e) {
            // the other side is gone already
            close();
        }
        close();
    }

    /// Waits until the other side closes the connection, or dies, or this side closes it.
    ///
    /// @return what the other side said before; empty for nothing
    public String awaitEnd() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_ANSWER);
        try {
            channel.configureBlocking(true);
            int count;
            do {
                count = channel.read(buffer);
            } while (count >= 0 && buffer.hasRemaining());
        } catch (IOException e) {
            // the end in another way
            return "";
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
    }

    /// Tells the other side that this one goes, and leaves it the time to finish.
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is left to close
            return;
        }
    }
}
