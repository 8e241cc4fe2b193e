package dev.lanner.http.transport;

import dev.lanner.spi.features.TlsFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// The channel itself.
public final class PlainWire implements Wire {
    private final SocketChannel channel;

    /// @param channel not blocking
    public PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public boolean pending() {
        return false;
    }

    @Override
    public long write(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
    }

    @Override
    public long write(ByteBuffer bytes, ByteBuffer more) throws IOException {
        return channel.write(new ByteBuffer[]{bytes, more});
    }

    @Override
    public boolean plain() {
        return true;
    }

    @Override
    public void park() {
        // nothing is kept
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close(boolean reset) throws IOException {
        channel.close();
    }

    @Override
    public @Nullable TlsFeature tls() {
        return null;
    }
}
