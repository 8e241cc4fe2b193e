package dev.lanner.container.request;

import dev.lanner.container.async.BodyOwner;
import dev.lanner.spi.ClientGoneException;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.SendFileFeature;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Sends files by the connector as long as the body is the connector's. Where a filter has put another body in its place
/// the bytes go there.
///
/// A client that goes away meanwhile is no fault of the application, and is told of as with other writes.
///
/// @param owner the exchange
/// @param features of the request
/// @param body the connector's
/// @param connector sends past the body
record FileThroughBody(BodyOwner owner, FeatureCollection features, BodySink body, SendFileFeature connector)
        implements
            SendFileFeature {
    private static final int BUFFER = 64 * 1024;

    @Override
    public void send(FileChannel file, long position, long count) throws IOException {
        try {
            sendOrCopy(file, position, count);
        } catch (IOException e) {
            LifetimeFeature lifetime = features.get(Features.LIFETIME);
            if (lifetime == null || !lifetime.gone().toCompletableFuture().isDone()) {
                // the file's fault
                throw e;
            }
            owner.ioFailed(e);
            if (!owner.writesFailSilently()) {
                throw e instanceof ClientGoneException ? e : new ClientGoneException(e);
            }
        }
    }

    private void sendOrCopy(FileChannel file, long position, long count) throws IOException {
        BodySink now = features.require(Features.RESPONSE_BODY);
        if (now == body) {
            connector.send(file, position, count);
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(count, 1)));
        long at = position;
        long end = position + count;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new EOFException("the file became shorter while it was sent");
            }
            now.write(buffer.array(), 0, read);
            at += read;
        }
    }
}
