package dev.lanner.worker.hop;

import dev.lanner.http.h1.ReceivedResponse;
import dev.lanner.spi.features.BodySink;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.message.MutableFields;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The bytes of a connection that has left HTTP, passed on both ways until both sides have ended, or one has failed.
final class HopTunnel {
    private static final int BLOCK = 16 * 1024;
    /// How long a client may be silent after the worker's end. Whether the worker still listens can't be seen on its socket.
    private static final long LINGER_MILLIS = 5_000;

    private final DuplexStream client;
    private final HopConnection worker;
    private final Workers workers;
    private final AtomicInteger open = new AtomicInteger(2);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch clientEnded = new CountDownLatch(1);
    private volatile long fromClient;

    private HopTunnel(DuplexStream client, HopConnection worker, Workers workers) {
        this.client = client;
        this.worker = worker;
        this.workers = workers;
    }

    /// Passes the worker's 101 on to the client, and then all bytes.
    static void open(FeatureCollection exchange, HopRequest request, ReceivedResponse answer, HopConnection worker,
            Workers workers) throws IOException {
        MutableFields headers = exchange.require(Features.RESPONSE).headers();
        HopExchange.copy(answer.fields(), headers);
        headers.remove("Content-Length");
        if (request.tunnel()) {
            // of the handshake of HTTP/1.1, which the client has not made
            headers.remove("Sec-WebSocket-Accept");
        } else {
            String protocol = answer.first("Upgrade");
            if (protocol != null) {
                headers.set("Upgrade", protocol);
            }
        }
        HopTunnel tunnel = new HopTunnel(exchange.require(Features.UPGRADE).upgrade(), worker, workers);
        tunnel.client.execute(tunnel::toWorker);
        tunnel.client.execute(tunnel::toClient);
    }

    private void toWorker() {
        BodySource from = client.input();
        long blocks = 0;
        byte[] block = new byte[BLOCK];
        try {
            for (int count = from.read(block, 0, block.length); count >= 0; count = from.read(block, 0,
                    block.length)) {
                fromClient = ++blocks;
                worker.write(block, 0, count);
            }
            worker.endOutput();
            ended();
        } catch (IOException e) {
            close();
        } finally {
            clientEnded.countDown();
        }
    }

    private void toClient() {
        BodySink to = client.output();
        try {
            worker.copyAll(to);
            to.complete();
            ended();
            linger();
        } catch (IOException e) {
            close();
        }
    }

    /// The worker has closed its side, or all: ends what a client leaves open that has nothing more to say.
    private void linger() {
        long seen;
        try {
            do {
                seen = fromClient;
                if (clientEnded.await(LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } while (seen != fromClient);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void ended() {
        if (open.decrementAndGet() == 0) {
            close();
        }
    }

    private void close() {
        if (closed.compareAndSet(false, true)) {
            worker.close();
            client.close();
            workers.ended(worker.pool());
        }
    }
}
