package dev.lanner.http.tls;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.ConnectionTiming;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.config.Settings.ClientCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Objects;
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

    /// Who may touch the handshake.
    private enum State {
        /// Nobody; the loop waits for the client.
        WAITING,
        /// The thread of a step.
        WORKING,
        /// The thread of the endpoint's callback.
        ASKING,
        /// An alert or an answer is out; what still comes is dropped for a moment.
        LINGERING,
        /// The next protocol, or nobody any more.
        OVER
    }

    /// What a step needs to go on.
    private enum Need {
        READ, WRITE, ANSWER, NOTHING
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
    private @Nullable Session session;
    private @Nullable Refusal refusal;
    private boolean chosen;
    private boolean validated;
    private volatile @Nullable Thread asked;
    private final HandshakeBytes bytes;

    Handshake(Connection connection, Wire wire, TlsServer server) {
        this.connection = connection;
        this.wire = wire;
        this.server = server;
        this.buffers = server.buffers(connection.loop());
        this.bytes = new HandshakeBytes(wire, buffers);
    }

    // ---- Protocol

    @Override
    public void begin(byte[] first) {
        if (!connection.admitted()) {
            // there is no way to say why before the handshake, and it would cost what is lacking
            server.refused(connection, "connection-limit");
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
            bytes.keep(first);
            state.set(State.WORKING);
            execute();
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if (state.get() == State.LINGERING) {
            linger(carrier);
        } else if (state.compareAndSet(State.WAITING, State.WORKING)) {
            connection.disarm(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            execute();
        }
    }

    private void execute() {
        Site found = site;
        server.execute(this, found != null && found.asks());
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
        if (state.compareAndSet(State.WAITING, State.OVER) || state.compareAndSet(State.ASKING, State.OVER)) {
            stopAsking();
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
        if (hello == null && connection.closesIdle(nowMillis, deadline - server.timeoutMillis())) {
            abort();
        }
    }

    @Override
    public void abort() {
        expired = true;
        if (state.compareAndSet(State.WAITING, State.OVER) || state.compareAndSet(State.ASKING, State.OVER)) {
            stopAsking();
            bytes.release();
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
        bytes.park();
        if (need == Need.ANSWER) {
            ask();
            return;
        }
        state.set(State.WAITING);
        if (expired) {
            // the loop looked before the line above
            abort();
            return;
        }
        connection.arm(need == Need.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    }

    private Need step() throws IOException, Refusal {
        Refusal refused = refusal;
        if (refused != null) {
            throw engine == null ? refused : new Refusal(refused.reason(), lastWords());
        }
        SSLEngine own = engine;
        if (own == null) {
            if (hello == null && !greet()) {
                return Need.READ;
            }
            if (!chosen && server.callbacks() != null) {
                return Need.ANSWER;
            }
            own = choose();
        }
        Need need = shakeHands(own);
        return need == Need.NOTHING && !validated && server.callbacks() != null ? Need.ANSWER : need;
    }

    private Need shakeHands(SSLEngine own) throws IOException {
        while (true) {
            if (!bytes.flush()) {
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

    /// Reads the client's hello. False when more must come first.
    private boolean greet() throws IOException, Refusal {
        while (true) {
            ByteBuffer received = bytes.in();
            ClientHello.State so = ClientHello.look(received);
            if (so == ClientHello.State.COMPLETE) {
                ClientHello said = ClientHello.parse(received);
                if (said == null) {
                    throw new Refusal("tls-malformed-hello", Refusal.alert(Refusal.DECODE_ERROR));
                }
                hello = said;
                return true;
            }
            if (so == ClientHello.State.PLAIN_HTTP) {
                byte[] answer = server.plain().to(received, port());
                if (answer != null) {
                    throw new Refusal("http-over-tls", answer);
                }
            }
            if (so == ClientHello.State.MALFORMED) {
                throw new Refusal("not-tls", Refusal.alert(Refusal.DECODE_ERROR));
            }
            if (!bytes.receive()) {
                return false;
            }
        }
    }

    /// The port that the client has connected to; 0 where there is none.
    private int port() {
        return Callbacks.peer(connection).local() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /// Takes the site of the name that the client asks for, or the callback's.
    private SSLEngine choose() throws IOException, Refusal {
        Site found = chosen ? site : server.sites().find(serverName());
        if (found == null) {
            throw new Refusal("tls-unknown-name", Refusal.alert(Refusal.UNRECOGNIZED_NAME));
        }
        site = found;
        SSLEngine made = found.engine();
        engine = made;
        made.beginHandshake();
        return made;
    }

    private @Nullable String serverName() {
        ClientHello said = hello;
        return said == null ? null : said.serverName();
    }

    // ---- the callback's turn

    /// Hands over to a thread that asks the callback; the next step follows when it has answered.
    private void ask() {
        SSLEngine own = engine;
        Session agreed = own == null ? null : session(own);
        Thread thread = Callbacks.thread(() -> turn(agreed));
        asked = thread;
        state.set(State.ASKING);
        if (expired) {
            abort();
            return;
        }
        thread.start();
    }

    private void turn(@Nullable Session agreed) {
        Callbacks callbacks = server.callbacks();
        Site answer = null;
        Refusal no = null;
        try {
            if (callbacks != null && agreed == null) {
                answer = callbacks.choose(server.sites(), Callbacks.peer(connection), serverName());
            } else if (callbacks != null && agreed != null) {
                callbacks.validate(Callbacks.peer(connection), agreed);
            }
        } catch (Refusal e) {
            no = e;
        }
        if (!state.compareAndSet(State.ASKING, State.WORKING)) {
            // it took too long, or the server has stopped
            return;
        }
        refusal = no;
        if (agreed == null) {
            chosen = true;
            site = answer;
        } else {
            validated = true;
        }
        execute();
    }

    private void stopAsking() {
        Thread thread = asked;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /// What was agreed on; all that the engine knows of it is read.
    private Session session(SSLEngine own) {
        Session known = session;
        Site found = site;
        if (known == null && found != null) {
            String protocol = own.getApplicationProtocol();
            known = new Session(own, serverName(), protocol == null || protocol.isEmpty() ? null : protocol,
                    found.clientCertificate() != ClientCertificate.NONE);
            session = known;
            if (server.callbacks() != null) {
                known.read();
            }
        }
        return Objects.requireNonNull(known);
    }

    private boolean unwrap(SSLEngine own) throws IOException {
        ByteBuffer text = buffers.take();
        try {
            SSLEngineResult result = own.unwrap(bytes.in(), text);
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the client has ended the handshake");
            }
            return result.getStatus() != Status.BUFFER_UNDERFLOW || bytes.receive();
        } finally {
            buffers.give(text);
        }
    }

    /// Makes what the engine has to say; several messages go out in one piece.
    private void wrap(SSLEngine own) throws IOException {
        ByteBuffer records = bytes.out();
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

    // ---- the end

    private void finish() {
        SSLEngine own = engine;
        if (expired || own == null) {
            state.set(State.OVER);
            fail("tls-handshake-timeout");
            return;
        }
        Session agreed = session(own);
        String application = agreed.applicationProtocol();
        ByteBuffer left = bytes.left();
        bytes.release();
        TlsWire encrypted = new TlsWire(wire, own, server.provider(), buffers, left, agreed);
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
    /// The end stays pending where an answer could not be sent after it.
    ///
    /// @param all whether all else is wanted, as the next protocol has frames
    private static byte[] first(TlsWire encrypted, boolean all) throws IOException {
        if (!encrypted.pending()) {
            encrypted.park();
            return new byte[0];
        }
        ByteBuffer text = ByteBuffer.allocate(TlsBuffers.SIZE);
        int read = all ? encrypted.readUpToEnd(text) : encrypted.read(text);
        while (read > 0 && encrypted.pending()) {
            read = all ? encrypted.readUpToEnd(text) : encrypted.readAhead(text);
        }
        encrypted.park();
        byte[] bytes = new byte[text.flip().remaining()];
        text.get(bytes);
        return bytes;
    }

    /// Says why, where the client can still hear it.
    private void alert(Exception cause) {
        server.log(connection, cause);
        refuse(new Refusal("tls-handshake-failed", cause instanceof SSLException ? lastWords() : new byte[0]));
    }

    /// The alert that the engine has to send, or a close_notify.
    private byte[] lastWords() {
        SSLEngine own = engine;
        if (own == null) {
            return new byte[0];
        }
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
        byte[] words = new byte[records.flip().remaining()];
        records.get(words);
        buffers.give(records);
        return words;
    }

    private void refuse(Refusal answer) {
        bytes.release();
        freeEngine();
        connection.endpoint().counters().handshakeFailed();
        server.failed(connection, answer.reason());
        try {
            if (answer.answer().length > 0 && !expired) {
                wire.write(ByteBuffer.wrap(answer.answer()));
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
        bytes.release();
        freeEngine();
        connection.endpoint().counters().handshakeFailed();
        server.failed(connection, reason);
        connection.close();
    }

    private void freeEngine() {
        SSLEngine own = engine;
        engine = null;
        if (own != null) {
            Engines.free(own);
        }
    }
}
