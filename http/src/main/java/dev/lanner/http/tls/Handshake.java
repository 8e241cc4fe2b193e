package dev.lanner.http.tls;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.ConnectionTiming;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The first protocol of an encrypted connection.
///
/// The loop only tells of readiness. Each step that it makes possible runs in the [HandshakePool] until the client must
/// send more; meanwhile the connection holds no thread. In the end the connection goes on with HTTP/1.1 or HTTP/2.
final class Handshake implements Protocol, Runnable {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int LINGER_MILLIS = 1000;
    private static final String PLAIN_HTTP_TEXT = "This port speaks HTTPS: use a URL with https.\n";
    private static final byte[] PLAIN_HTTP_ANSWER = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain;"
            + "charset=us-ascii\r\nContent-Length: " + PLAIN_HTTP_TEXT.length() + "\r\nConnection: close\r\n\r\n"
            + PLAIN_HTTP_TEXT).getBytes(StandardCharsets.US_ASCII);

    /// Who may touch the handshake.
    private enum State {
        /// Nobody; the loop waits for the client.
        WAITING,
        /// The thread of a step.
        WORKING,
        /// An alert or an answer is out; what still comes is dropped for a moment.
        LINGERING,
        /// The next protocol, or nobody any more.
        OVER
    }

    /// What a step needs to go on.
    private enum Need {
        READ, WRITE, NOTHING
    }

    private final Connection connection;
    private final Wire wire;
    private final TlsServer server;
    private final TlsBuffers buffers;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile long deadline;
    private volatile boolean expired;
    private volatile long startedNanos;

    // for the thread of a step
    private @Nullable SSLEngine engine;
    private @Nullable ClientHello hello;
    private @Nullable Site site;
    /// Received and not decrypted, to be got from.
    private @Nullable ByteBuffer in;
    private byte @Nullable [] kept;
    /// Made and not sent, to be got from.
    private @Nullable ByteBuffer out;

    Handshake(Connection connection, Wire wire, TlsServer server) {
        this.connection = connection;
        this.wire = wire;
        this.server = server;
        this.buffers = server.buffers(connection.loop());
    }

    // ---- Protocol

    @Override
    public void begin(byte[] first) {
        if (!connection.admitted()) {
            // there is no way to say why before the handshake, and it would cost what is lacking
            server.failed(connection, "connection-limit");
            state.set(State.OVER);
            connection.close();
            return;
        }
        deadline = EventLoop.clockMillis() + server.timeoutMillis();
        startedNanos = System.nanoTime();
        ConnectionTiming timing = connection.timing();
        if (timing != null) {
            timing.startTls();
        }
        connection.endpoint().counters().handshakeStarted();
        if (first.length > 0) {
            // what a filter has read past its own part
            kept = first;
            state.set(State.WORKING);
            server.execute(this);
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if (state.get() == State.LINGERING) {
            linger(carrier);
        } else if (state.compareAndSet(State.WAITING, State.WORKING)) {
            connection.disarm(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            server.execute(this);
        }
    }

    private void linger(Carrier carrier) {
        try {
            if (wire.read(carrier.buffer()) >= 0) {
                return;
            }
        } catch (IOException e) {
            // it has gone: that was what we waited for
        }
        if (state.compareAndSet(State.LINGERING, State.OVER)) {
            connection.close();
        }
    }

    @Override
    public void sweep(long nowMillis) {
        if (nowMillis < deadline) {
            if (connection.closeRequested()) {
                closeIfIdle(nowMillis);
            }
            return;
        }
        expired = true;
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            fail("tls-handshake-timeout");
        } else if (state.compareAndSet(State.LINGERING, State.OVER)) {
            connection.close();
        }
    }

    @Override
    public void closeWhenIdle() {
        // A handshake is work; it is short, and its first request is answered with what is due at that time.
        closeIfIdle(connection.loop().nowMillis());
    }

    /// Nothing has come: the client may still be about to begin.
    private void closeIfIdle(long nowMillis) {
        if (hello == null && connection.closesIdle(nowMillis)) {
            abort();
        }
    }

    @Override
    public void abort() {
        expired = true;
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            release();
            freeEngine();
            connection.endpoint().counters().handshakeFailed();
        }
        connection.close();
    }

    @Override
    public void lost(IOException cause) {
        abort();
    }

    /// Its step will not run any more.
    void dropped() {
        state.set(State.OVER);
        fail("server-stopping");
    }

    // ---- a step

    @Override
    public void run() {
        Need need;
        try {
            need = expired ? Need.NOTHING : step();
        } catch (Refusal e) {
            refuse(e);
            return;
        } catch (IOException | RuntimeException e) {
            alert(e);
            return;
        }
        if (need == Need.NOTHING) {
            finish();
            return;
        }
        park();
        state.set(State.WAITING);
        if (expired) {
            // the loop looked before the line above
            abort();
            return;
        }
        connection.arm(need == Need.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    }

    private Need step() throws IOException, Refusal {
        SSLEngine own = engine;
        if (own == null) {
            own = greet();
            if (own == null) {
                return Need.READ;
            }
            engine = own;
        }
        while (true) {
            if (!flush()) {
                return Need.WRITE;
            }
            switch (own.getHandshakeStatus()) {
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(own)) {
                        return Need.READ;
                    }
                }
                case NEED_WRAP -> wrap(own);
                case NEED_TASK -> {
                    for (Runnable task = own.getDelegatedTask(); task != null; task = own.getDelegatedTask()) {
                        task.run();
                    }
                }
                default -> {
                    return Need.NOTHING;
                }
            }
        }
    }

    /// Reads the client's hello.
    ///
    /// @return null when more must come first
    private @Nullable SSLEngine greet() throws IOException, Refusal {
        while (true) {
            ByteBuffer received = in();
            ClientHello.State so = ClientHello.look(received);
            if (so == ClientHello.State.COMPLETE) {
                return choose(received);
            }
            if (so == ClientHello.State.PLAIN_HTTP) {
                throw new Refusal("http-over-tls", PLAIN_HTTP_ANSWER);
            }
            if (so == ClientHello.State.MALFORMED) {
                throw new Refusal("not-tls", Refusal.alert(Refusal.DECODE_ERROR));
            }
            if (!receive()) {
                return null;
            }
        }
    }

    private SSLEngine choose(ByteBuffer received) throws IOException, Refusal {
        ClientHello said = ClientHello.parse(received);
        if (said == null) {
            throw new Refusal("tls-malformed-hello", Refusal.alert(Refusal.DECODE_ERROR));
        }
        Site found = server.sites().find(said.serverName());
        if (found == null) {
            throw new Refusal("tls-unknown-name", Refusal.alert(Refusal.UNRECOGNIZED_NAME));
        }
        hello = said;
        site = found;
        SSLEngine made = found.engine();
        made.beginHandshake();
        return made;
    }

    private boolean unwrap(SSLEngine own) throws IOException {
        ByteBuffer text = buffers.take();
        try {
            SSLEngineResult result = own.unwrap(in(), text);
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the client has ended the handshake");
            }
            return result.getStatus() != Status.BUFFER_UNDERFLOW || receive();
        } finally {
            buffers.give(text);
        }
    }

    /// Makes what the engine has to say; several messages go out in one piece.
    private void wrap(SSLEngine own) throws IOException {
        ByteBuffer records = out;
        if (records == null) {
            records = buffers.take();
        } else {
            records.compact();
        }
        out = records;
        SSLEngineResult result;
        try {
            do {
                result = own.wrap(NONE, records);
            } while (result.getStatus() == Status.OK && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } finally {
            records.flip();
        }
        if (result.getStatus() == Status.CLOSED && !records.hasRemaining()) {
            throw new SSLException("the handshake has ended");
        }
    }

    private ByteBuffer in() {
        ByteBuffer own = in;
        if (own == null) {
            own = buffers.take();
            byte[] before = kept;
            if (before != null) {
                own.put(before);
                kept = null;
            }
            in = own.flip();
        }
        return own;
    }

    /// While the client is waited for, only the bytes that were received are kept.
    private void park() {
        ByteBuffer received = in;
        if (received != null) {
            in = null;
            if (received.hasRemaining()) {
                byte[] bytes = new byte[received.remaining()];
                received.get(bytes);
                kept = bytes;
            }
            buffers.give(received);
        }
        ByteBuffer records = out;
        if (records != null && !records.hasRemaining()) {
            out = null;
            buffers.give(records);
        }
    }

    private boolean receive() throws IOException {
        ByteBuffer into = in().compact();
        int read;
        try {
            read = wire.read(into);
        } finally {
            into.flip();
        }
        if (read < 0) {
            throw new IOException("the client has left");
        }
        return read > 0;
    }

    private boolean flush() throws IOException {
        ByteBuffer records = out;
        if (records != null && records.hasRemaining()) {
            wire.write(records);
            return !records.hasRemaining();
        }
        return true;
    }

    // ---- the end

    private void finish() {
        SSLEngine own = engine;
        Site found = site;
        ClientHello said = hello;
        if (expired || own == null || found == null || said == null) {
            state.set(State.OVER);
            fail("tls-handshake-timeout");
            return;
        }
        String chosen = own.getApplicationProtocol();
        String application = chosen == null || chosen.isEmpty() ? null : chosen;
        Session session = new Session(own, said.serverName(), application,
                found.clientCertificate() != dev.lanner.spi.config.Settings.ClientCertificate.NONE);
        ByteBuffer left = in;
        in = null;
        if (left != null && !left.hasRemaining()) {
            buffers.give(left);
            left = null;
        }
        release();
        TlsWire encrypted = new TlsWire(wire, own, server.provider(), buffers, left, session);
        byte[] first;
        try {
            first = first(encrypted, "h2".equals(application));
        } catch (IOException e) {
            state.set(State.OVER);
            end(encrypted);
            fail("tls-handshake-failed");
            return;
        }
        state.set(State.OVER);
        connection.endpoint().counters().handshakeDone(System.nanoTime() - startedNanos);
        ConnectionTiming timing = connection.timing();
        if (timing != null) {
            timing.doneTls();
        }
        ProtocolStart http2 = connection.endpoint().protocols().http2();
        ProtocolStart next = http2 != null && "h2".equals(application)
                ? http2
                : connection.endpoint().protocols().http1();
        connection.loop().submit(() -> connection.speak(next, encrypted, first));
    }

    /// Gives back what the wire holds; with an alert, if it has one to send.
    private static void end(TlsWire encrypted) {
        try {
            encrypted.close(false);
        } catch (IOException e) {
            // the channel has gone
        }
    }

    /// The bytes that came together with the end of the handshake; the selector would not tell of them.
    ///
    /// @param all whether also the end is wanted; else it stays pending where an answer could not be sent after it
    private static byte[] first(TlsWire encrypted, boolean all) throws IOException {
        if (!encrypted.pending()) {
            encrypted.park();
            return new byte[0];
        }
        ByteBuffer text = ByteBuffer.allocate(TlsBuffers.SIZE);
        int read = encrypted.read(text);
        while (read > 0 && encrypted.pending()) {
            read = all ? encrypted.read(text) : encrypted.readAhead(text);
        }
        encrypted.park();
        byte[] bytes = new byte[text.flip().remaining()];
        text.get(bytes);
        return bytes;
    }

    /// Says why, where the client can still hear it.
    private void alert(Exception cause) {
        server.log(connection, cause);
        SSLEngine own = engine;
        byte[] alert = {};
        if (own != null && cause instanceof SSLException) {
            ByteBuffer records = buffers.take();
            try {
                own.closeOutbound();
                SSLEngineResult result;
                do {
                    result = own.wrap(NONE, records);
                } while (result.getStatus() == Status.OK && result.bytesProduced() > 0);
            } catch (SSLException e) {
                // it has none
            }
            alert = new byte[records.flip().remaining()];
            records.get(alert);
            buffers.give(records);
        }
        refuse(new Refusal("tls-handshake-failed", alert));
    }

    private void refuse(Refusal refusal) {
        release();
        freeEngine();
        connection.endpoint().counters().handshakeFailed();
        server.failed(connection, refusal.reason());
        try {
            if (refusal.answer().length > 0 && !expired) {
                wire.write(ByteBuffer.wrap(refusal.answer()));
                wire.shutdownOutput();
                deadline = EventLoop.clockMillis() + LINGER_MILLIS;
                state.set(State.LINGERING);
                connection.arm(SelectionKey.OP_READ);
                return;
            }
        } catch (IOException e) {
            // it has gone
        }
        state.set(State.OVER);
        connection.close();
    }

    /// Ends without a word.
    private void fail(String reason) {
        release();
        freeEngine();
        connection.endpoint().counters().handshakeFailed();
        server.failed(connection, reason);
        connection.close();
    }

    private void release() {
        ByteBuffer received = in;
        ByteBuffer records = out;
        in = null;
        out = null;
        if (received != null) {
            buffers.give(received);
        }
        if (records != null) {
            buffers.give(records);
        }
    }

    private void freeEngine() {
        SSLEngine own = engine;
        engine = null;
        if (own != null) {
            Engines.free(own);
        }
    }
}
