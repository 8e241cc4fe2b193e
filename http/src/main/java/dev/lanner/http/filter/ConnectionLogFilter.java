package dev.lanner.http.filter;

import dev.lanner.spi.config.Settings.ConnectionLog;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.transport.ByteTap;
import dev.lanner.spi.transport.ConnectionFilter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes down what goes over connections.
record ConnectionLogFilter(ConnectionLog what, ConnectionLogWriter writer) implements ConnectionFilter {

    ConnectionLogFilter(ConnectionLog what) {
        this(what, new ConnectionLogWriter());
    }

    @Override
    public ByteTap tap(ConnectionFeature connection) {
        String from = connection.remote() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : "a local peer";
        writer.take("connection " + connection.id() + " from " + from);
        return new Tap(connection.id());
    }

    /// The bytes of one connection.
    private final class Tap implements ByteTap {
        private static final byte[] HTTP2 = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

        private final String id;
        private final FieldMask in = new FieldMask();
        private final FieldMask out = new FieldMask();
        private boolean begun;
        /// Compressed header fields can't be masked.
        private volatile boolean sizesOnly = what == ConnectionLog.SIZES;

        Tap(String id) {
            this.id = id;
        }

        @Override
        public void received(ByteBuffer bytes) {
            if (!begun) {
                begun = true;
                int length = Math.min(HTTP2.length, bytes.remaining());
                sizesOnly |= bytes.slice(bytes.position(), length).equals(ByteBuffer.wrap(HTTP2, 0, length))
                        && length > 0;
            }
            tell(" received ", bytes, in);
        }

        @Override
        public void sent(ByteBuffer bytes) {
            tell(" sent ", bytes, out);
        }

        private void tell(String direction, ByteBuffer bytes, FieldMask mask) {
            String line = "connection " + id + direction + bytes.remaining() + " bytes";
            writer.take(sizesOnly ? line : line + ": " + mask.text(bytes));
        }
    }
}
