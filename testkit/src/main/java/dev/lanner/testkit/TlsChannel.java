package dev.lanner.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;

/// The client's end of an encrypted connection, over a channel that does not block. One thread may write while another
/// reads.
final class TlsChannel {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final long HANDSHAKE_NANOS = 10_000_000_000L;

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024).flip();
    private final ByteBuffer text = ByteBuffer.allocate(64 * 1024).flip();
    private final ByteBuffer out = ByteBuffer.allocate(64 * 1024).flip();
    private final ReentrantLock writing = new ReentrantLock();

    TlsChannel(SocketChannel channel, SSLContext context, String host, String... protocols) throws IOException {
        this.channel = channel;
        engine = context.createSSLEngine(host, 0);
        engine.setUseClientMode(true);
        if (protocols.length > 0) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            engine.setSSLParameters(parameters);
        }
        engine.beginHandshake();
        long end = System.nanoTime() + HANDSHAKE_NANOS;
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step();
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("the TLS handshake takes too long");
            }
        }
    }

    private void step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> {
                wrap(NONE);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
            default -> {
                int read = decrypt();
                if (read < 0) {
                    throw new EOFException("the server ended the TLS handshake");
                }
                if (read == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                    LockSupport.parkNanos(this, 200_000);
                }
            }
        }
    }

    SSLEngine engine() {
        return engine;
    }

    /// As a channel's.
    int read(ByteBuffer target) throws IOException {
        while (!text.hasRemaining()) {
            int read = decrypt();
            if (read <= 0 && !text.hasRemaining()) {
                return read;
            }
        }
        int part = Math.min(text.remaining(), target.remaining());
        target.put(target.position(), text, text.position(), part);
        target.position(target.position() + part);
        text.position(text.position() + part);
        return part;
    }

    /// Reads and decrypts what there is. 0: nothing more for now; -1: the end.
    private int decrypt() throws IOException {
        while (true) {
            text.compact();
            SSLEngineResult result = engine.unwrap(in, text);
            text.flip();
            if (result.getStatus() == Status.CLOSED) {
                return -1;
            }
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                in.compact();
                int read = channel.read(in);
                in.flip();
                if (read <= 0) {
                    return read;
                }
            } else if (result.bytesConsumed() > 0) {
                return 1;
            } else if (result.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
                return 0;
            }
        }
    }

    /// As a channel's; what was taken may still be on its way until the next call returns more than 0.
    int write(ByteBuffer bytes) throws IOException {
        writing.lock();
        try {
            channel.write(out);
            if (out.hasRemaining()) {
                return 0;
            }
            int before = bytes.remaining();
            ByteBuffer part = bytes.duplicate().limit(bytes.position() + Math.min(before, 16 * 1024));
            wrap(part);
            bytes.position(part.position());
            channel.write(out);
            return before - bytes.remaining();
        } finally {
            writing.unlock();
        }
    }

    /// Whether nothing taken is still on its way.
    boolean flushed() throws IOException {
        writing.lock();
        try {
            channel.write(out);
            return !out.hasRemaining();
        } finally {
            writing.unlock();
        }
    }

    private void wrap(ByteBuffer bytes) throws IOException {
        out.compact();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(bytes, out);
            } while (result.getStatus() == Status.OK && bytes.hasRemaining());
        } finally {
            out.flip();
        }
    }

    /// Says that nothing more will be sent, and closes our side.
    void shutdownOutput() throws IOException {
        writing.lock();
        try {
            engine.closeOutbound();
            wrap(NONE);
            channel.write(out);
            channel.shutdownOutput();
        } finally {
            writing.unlock();
        }
    }
}
