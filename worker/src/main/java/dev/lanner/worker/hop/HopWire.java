package dev.lanner.worker.hop;

import dev.lanner.http.client.LoopChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection to a worker. One thread reads while another one may write; closing it wakes both.
sealed interface HopWire {

    /// @param loop the loop that it shall be driven by; null for none
    static HopWire of(SocketChannel channel, @Nullable Object loop) throws IOException {
        return loop == null ? new Blocking(channel) : new Looped(LoopChannel.of(channel, loop));
    }

    /// Reads.
    ///
    /// @return how many bytes; 0 when there are none now, and [#await] would wait for them; -1 at the end
    int read(ByteBuffer into) throws IOException;

    /// Whether reading waits.
    boolean readWaits();

    /// Waits until there is something to be read, where reading does not wait.
    void await() throws IOException;

    /// Writes all of it, waiting for room.
    void write(ByteBuffer bytes) throws IOException;

    /// Says that nothing more will be sent.
    void shutdownOutput() throws IOException;

    /// Nobody uses it now: closes it when the worker does, or sends what nobody has asked for.
    void idle();

    /// It is used again.
    ///
    /// @return false when it was closed meanwhile
    boolean busy();

    /// Idempotent, from any thread.
    void close();

    /// Driven by the loop of the requests that use it.
    record Looped(LoopChannel channel) implements HopWire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean readWaits() {
            return false;
        }

        @Override
        public void await() throws IOException {
            channel.awaitReadable();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            channel.write(bytes);
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void idle() {
            channel.closeWhenReadable();
        }

        @Override
        public boolean busy() {
            return channel.stayOpen();
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    /// Waited for by the threads that use it: for requests of connectors that have no loops.
    record Blocking(SocketChannel channel) implements HopWire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean readWaits() {
            return true;
        }

        @Override
        public void await() {
            // reading waits
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void idle() {
            // that it was closed is seen when it is used again
        }

        @Override
        public boolean busy() {
            return true;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // nothing is left to close
            }
        }
    }
}
