package dev.lanner.worker.hop;

import dev.lanner.http.h1.ChunkEncoder;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.RequestTrailersFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.worker.pairing.HopBytes;
import dev.lanner.worker.pairing.HopFields;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The request's body on its way to the worker.
///
/// A small one that is at hand goes with the head. Any other waits until the worker asks for it, so that a body that
/// nobody reads is not read, as without a hop, and then goes on a thread of its own while the answer is read.
final class HopBody {
    /// A body up to this size is sent with the head where all of it has come.
    private static final int SMALL = 8 * 1024;
    private static final int BLOCK = 16 * 1024;
    private static final int LARGE = 64 * 1024;

    private final RequestFeature source;
    private final @Nullable RequestTrailersFeature trailers;
    private final HopRequest request;
    private final HopConnection connection;
    private final @Nullable ExecutionFeature execution;
    private final long limit;
    private byte @Nullable [] small;
    private int smallSize;
    private volatile boolean begun;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean unasked;
    private volatile boolean sent;
    /// Bytes that were sent, and how many of them [#moved()] knows of; written by one thread each.
    private volatile long passed;
    private long seen;
    private final Runnable whenSent;
    private volatile @Nullable RequestRejectedException failure;

    /// @param whenSent told when all of it was sent by a thread of its own
    HopBody(FeatureCollection exchange, HopRequest request, HopConnection connection, Runnable whenSent) {
        this.whenSent = whenSent;
        // the collection is the request thread's, and the body may go on another one
        source = exchange.require(Features.REQUEST);
        trailers = request.bodyKind() == HopRequest.Body.CHUNKED ? exchange.get(Features.REQUEST_TRAILERS) : null;
        boolean none = request.bodyKind() == HopRequest.Body.NONE;
        MaxRequestBodySizeFeature size = none ? null : exchange.get(Features.MAX_REQUEST_BODY_SIZE);
        // a body above it does no harm as long as nobody reads it
        limit = size == null ? Long.MAX_VALUE : size.limit();
        execution = none ? null : exchange.get(Features.EXECUTION);
        this.request = request;
        this.connection = connection;
        sent = none;
    }

    /// Whether bytes of the body were taken from the client.
    boolean begun() {
        return begun;
    }

    /// Whether the body is sent only when the worker asks. Reads a small one.
    boolean waitsToBeAsked() {
        if (request.bodyKind() == HopRequest.Body.NONE) {
            return false;
        }
        boolean announced = source.headers().first("Expect") == null
                && request.bodyKind() == HopRequest.Body.LENGTH && request.length() <= Math.min(SMALL, limit);
        if (!announced) {
            return true;
        }
        begun = true;
        BodySource body = source.body();
        byte[] bytes = new byte[(int) request.length()];
        small = bytes;
        try {
            int count = 0;
            while (smallSize < bytes.length
                    && (count = body.readNow(bytes, smallSize, bytes.length - smallSize)) > 0) {
                smallSize += count;
            }
        } catch (IOException e) {
            // it fails again when the worker asks, and then there is somebody to be told
            return true;
        }
        return smallSize < bytes.length;
    }

    /// Sends the head, with the body where all of it is at hand.
    void sendHead(HopBytes head) throws IOException {
        byte[] bytes = small;
        if (bytes != null && smallSize == bytes.length) {
            head.bytes(bytes);
            sent = true;
        }
        connection.sendHead();
    }

    /// The worker wants the body: sends it while the caller goes on.
    void asked() {
        if (sent || !started.compareAndSet(false, true)) {
            return;
        }
        begun = true;
        if (execution == null) {
            Thread.ofVirtual().name("lanner-hop-body").start(this::send);
        } else {
            execution.execute(this::send);
        }
    }

    /// The answer has begun, and goes on: the worker can't ask any more, and its application may still want the body. One
    /// that is too large is kept back: who does not read it is not disturbed by it.
    void mayBeWanted() {
        if (request.bodyKind() != HopRequest.Body.LENGTH || request.length() <= limit) {
            unasked = true;
            asked();
        }
    }

    /// The exchange is over.
    void end() {
        started.set(true);
    }

    private void send() {
        try {
            if (request.bodyKind() == HopRequest.Body.CHUNKED) {
                sendChunks();
            } else {
                sendLength();
            }
            sent = true;
            whenSent.run();
        } catch (RequestRejectedException e) {
            if (unasked) {
                // an answer is under way: who reads sees that the body is not whole
                connection.endOutput();
                return;
            }
            failure = e;
            // wakes who waits for an answer that will not come
            connection.close();
        } catch (IOException e) {
            // the client, or the worker, has gone: whoever reads there sees a body that is not whole
            connection.close();
        } catch (IllegalStateException e) {
            // the exchange has ended meanwhile, and with it the worker's wish for the body
            connection.close();
        }
    }

    private void sendLength() throws IOException {
        BodySource body = source.body();
        byte[] have = small;
        long left = request.length();
        if (have != null) {
            connection.write(have, 0, smallSize);
            left -= smallSize;
        }
        byte[] block = new byte[(int) Math.min(LARGE, request.length())];
        for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0,
                block.length)) {
            left -= count;
            if (left < 0) {
                break;
            }
            connection.write(block, 0, count);
            moved(count);
        }
        if (left != 0) {
            throw new IOException("the body has not the length that was announced");
        }
    }

    private void sendChunks() throws IOException {
        BodySource body = source.body();
        byte[] block = new byte[ChunkEncoder.MAX_SIZE_LINE + BLOCK + 2];
        int data = ChunkEncoder.MAX_SIZE_LINE;
        for (int count = body.read(block, data, BLOCK); count >= 0; count = body.read(block, data, BLOCK)) {
            int start = data - ChunkEncoder.sizeLineLength(count);
            ChunkEncoder.sizeLine(block, start, count);
            int end = ChunkEncoder.endLine(block, data + count);
            connection.write(block, start, end - start);
            moved(count);
        }
        FieldList behind = new FieldList(4, true);
        RequestTrailersFeature known = trailers;
        if (known != null && known.available()) {
            known.trailers().forEach((name, value) -> {
                if (!HopFields.isOne(name)) {
                    behind.add(name, value);
                }
            });
        }
        byte[] last = new byte[ChunkEncoder.lastRoom(behind, true)];
        connection.write(last, 0, ChunkEncoder.last(last, 0, behind, true));
    }

    private void moved(int count) {
        long sum = passed + count;
        passed = sum;
    }

    /// Whether some of it was sent since this was asked last. For one thread.
    boolean moved() {
        long now = passed;
        boolean more = now != seen;
        seen = now;
        return more;
    }

    /// Whether all of it was sent, or there was none.
    boolean done() {
        return sent;
    }

    /// Why the client's body can't be had, when that ended the exchange; else null.
    @Nullable
    RequestRejectedException clientFailure() {
        return failure;
    }
}
