package dev.lanner.websocket.connection;

import dev.lanner.spi.features.DuplexStream;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.websocket.deflate.Compressor;
import dev.lanner.websocket.deflate.Decompressor;
import dev.lanner.websocket.deflate.DeflateParameters;
import dev.lanner.websocket.frame.FrameParser;
import dev.lanner.websocket.frame.Opcode;
import dev.lanner.websocket.protocol.CloseStatus;
import dev.lanner.websocket.protocol.ConnectionLimits;
import dev.lanner.websocket.protocol.MessageListener;
import dev.lanner.websocket.protocol.SendCallback;
import dev.lanner.websocket.protocol.SharedMessage;
import dev.lanner.websocket.protocol.WebSocketConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A WebSocket over the bytes of an upgraded connection. As a [Runnable] it is what the connector calls when bytes have come.
public final class FramedConnection implements WebSocketConnection, Runnable {
    private static final Logger LOG = LazyLogger.of(FramedConnection.class);
    /// Neither side has begun to close.
    private static final int OPEN = 0;
    /// We have; the peer's answer is to come.
    private static final int CLOSING = 1;
    /// The peer has; our answer is on its way.
    private static final int ANSWERING = 2;
    /// A rule was broken: our close frame is on its way, and nothing is expected.
    private static final int REFUSING = 3;
    /// Nothing is sent or received any more.
    private static final int OVER = 4;
    private static final long MOST_LINGER = 2000;
    private static final VarHandle STATE;
    private static final VarHandle STATUS;
    private static final VarHandle PARTS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(FramedConnection.class, "state", int.class);
            STATUS = lookup.findVarHandle(FramedConnection.class, "status", CloseStatus.class);
            PARTS = lookup.findVarHandle(FramedConnection.class, "parts", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final DuplexStream stream;
    private final ConnectionLimits limits;
    private final @Nullable DeflateParameters deflate;
    private final Sender sender;
    private final Timer timer;
    private final boolean client;
    private volatile int state = OPEN;
    /// Why it ends; set once.
    private volatile @Nullable CloseStatus status;
    private volatile boolean remote;
    /// The opcode of the message in parts that is being sent; 0 when none is.
    private volatile int parts;
    private volatile @Nullable Receiver receiver;
    private volatile @Nullable MessageListener listener;
    private volatile long maxTextSize;
    private volatile long maxBinarySize;
    private final FrameEncoder encoder;

    private FramedConnection(DuplexStream stream, ConnectionLimits limits, @Nullable DeflateParameters deflate,
            @Nullable SecureRandom keys) {
        this.stream = stream;
        this.limits = limits;
        this.deflate = deflate;
        client = keys != null;
        maxTextSize = limits.maxTextSize();
        maxBinarySize = limits.maxBinarySize();
        Compressor compressor = deflate == null
                ? null
                : new Compressor(deflate.ownContext(), deflate.ownWindowBits());
        boolean shareable = deflate != null && !deflate.ownContext() && deflate.ownWindowBits() == 15;
        encoder = new FrameEncoder(keys, compressor, shareable);
        timer = new Timer(this, stream, limits);
        sender = new Sender(stream, encoder, this::sendFailed, timer::stalled);
    }

    /// The server's side.
    ///
    /// @param deflate what was agreed on; null without compression
    public static WebSocketConnection server(DuplexStream stream, ConnectionLimits limits,
            @Nullable DeflateParameters deflate) {
        return new FramedConnection(stream, limits, deflate, null);
    }

    /// The client's side.
    ///
    /// @param deflate what was agreed on; null without compression
    /// @param keys makes the masking keys
    public static WebSocketConnection client(DuplexStream stream, ConnectionLimits limits,
            @Nullable DeflateParameters deflate, SecureRandom keys) {
        return new FramedConnection(stream, limits, deflate, keys);
    }

    // ---- receiving

    @Override
    public void start(MessageListener told) {
        DeflateParameters agreed = deflate;
        listener = told;
        Receiver made = new Receiver(this, stream.input(), new FrameParser(!client, agreed != null), told,
                agreed == null ? null : new Decompressor(agreed.peerContext()));
        receiver = made;
        timer.start();
        if (state == OVER) {
            execute(made);
        } else {
            made.await();
        }
    }

    /// Bytes have come, or the connection has ended. On a thread of the connector.
    @Override
    public void run() {
        Receiver own = receiver;
        if (own != null) {
            stream.execute(own);
        }
    }

    /// Bytes have come.
    void heard() {
        timer.heard();
    }

    /// Something has come that ends idleness.
    void used() {
        timer.used();
    }

    void pong(byte[] payload) {
        control(Opcode.PONG, payload, 0, payload.length);
    }

    /// The peer's close frame has come.
    void peerCloses(CloseStatus why) {
        if (STATUS.compareAndSet(this, null, why)) {
            remote = true;
        }
        if (STATE.compareAndSet(this, OPEN, ANSWERING)) {
            byte[] answer = why.code() == CloseStatus.NO_STATUS ? new byte[0] : payload(CloseStatus.of(why.code()));
            timer.closing(limits.closeTimeout().toMillis());
            sender.send(new Outgoing(Opcode.CLOSE, true, answer, 0, answer.length, failure -> endOutput()));
            Receiver own = receiver;
            if (own != null) {
                own.tellClosed();
            }
        } else {
            endOutput();
        }
    }

    /// The peer broke a rule, or can't be served any more.
    void refuse(CloseStatus why) {
        STATUS.compareAndSet(this, null, why);
        LOG.log(Level.DEBUG, "LNR-6002: a WebSocket is closed with {0}: {1}", why.code(), why.reason());
        if (STATE.compareAndSet(this, OPEN, REFUSING)) {
            byte[] payload = payload(why);
            timer.closing(Math.min(MOST_LINGER, limits.closeTimeout().toMillis()));
            sender.send(new Outgoing(Opcode.CLOSE, true, payload, 0, payload.length, failure -> endOutput()));
        } else {
            timer.closing(Math.min(MOST_LINGER, limits.closeTimeout().toMillis()));
            endOutput();
        }
    }

    /// The close frames are exchanged. The server closes the connection; a client leaves that to it for a while (RFC 6455,
    /// 7.1.1). Where the peer may still be sending, closing at once might lose our close frame: only our side is closed.
    private void endOutput() {
        if (state == ANSWERING && !client || state == CLOSING && !client) {
            stop();
            return;
        }
        try {
            stream.output().complete();
        } catch (IOException e) {
            stop();
        }
    }

    /// A failure of the listener that it did not deal with itself.
    void listenerFailed(Throwable failure) {
        LOG.log(Level.WARNING, "LNR-6003: the listener of a WebSocket failed", failure);
    }

    /// The connection broke. True when that is news.
    boolean lost(IOException failure) {
        boolean news = STATUS.compareAndSet(this, null, CloseStatus.of(CloseStatus.ABNORMAL));
        sender.fail(failure);
        return news;
    }

    /// Nothing more can be read.
    void ended() {
        STATUS.compareAndSet(this, null, CloseStatus.of(CloseStatus.ABNORMAL));
        stop();
    }

    void tellClosed() {
        MessageListener told = listener;
        CloseStatus why = status;
        if (told != null) {
            told.closed(why == null ? CloseStatus.of(CloseStatus.ABNORMAL) : why, remote);
        }
    }

    boolean over() {
        return state == OVER;
    }

    /// Closes the bytes below; the receiver sees that and tells the listener.
    private void stop() {
        state = OVER;
        timer.stop();
        sender.fail(new IOException("the connection is closed"));
        stream.close();
    }

    private void sendFailed(IOException failure) {
        STATUS.compareAndSet(this, null, CloseStatus.of(CloseStatus.ABNORMAL));
        stop();
    }

    // ---- the timer's

    Sender sender() {
        return sender;
    }

    /// Nothing has passed for too long.
    void idle() {
        close(CloseStatus.of(CloseStatus.GOING_AWAY, "nothing was sent or received for too long"));
    }

    void ping() {
        if (open()) {
            control(Opcode.PING, new byte[0], 0, 0);
        }
    }

    /// The peer did not take what was sent, or did not answer the close, in time.
    void late(String what) {
        LOG.log(Level.DEBUG, "LNR-6004: a WebSocket is given up: {0}", what);
        abort();
    }

    // ---- sending

    @Override
    public void sendText(String message) throws IOException {
        checkNoParts();
        SharedMessage repeated = Repeats.of(message);
        if (repeated != null && !batching()) {
            checkOpen();
            sendAndWait(new Outgoing(repeated, null));
            return;
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        sendAndWait(Opcode.TEXT, true, bytes, 0, bytes.length);
    }

    @Override
    public void sendBinary(ByteBuffer message) throws IOException {
        checkNoParts();
        sendBytes(Opcode.BINARY, true, message);
    }

    @Override
    public void sendTextPart(String part, boolean last) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sendAndWait(partOpcode(Opcode.TEXT, last), last, bytes, 0, bytes.length);
    }

    @Override
    public void sendBinaryPart(ByteBuffer part, boolean last) throws IOException {
        sendBytes(partOpcode(Opcode.BINARY, last), last, part);
    }

    @Override
    public void sendText(String message, SendCallback callback) {
        checkNoParts();
        SharedMessage repeated = Repeats.of(message);
        if (repeated != null) {
            sendQueued(new Outgoing(repeated, callback), callback);
            return;
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        sendQueued(new Outgoing(Opcode.TEXT, true, bytes, 0, bytes.length, callback), callback);
    }

    @Override
    public void sendBinary(ByteBuffer message, SendCallback callback) {
        checkNoParts();
        int length = message.remaining();
        if (message.hasArray()) {
            int offset = message.arrayOffset() + message.position();
            message.position(message.limit());
            sendQueued(new Outgoing(Opcode.BINARY, true, message.array(), offset, length, callback), callback);
            return;
        }
        byte[] copy = new byte[length];
        message.get(copy);
        sendQueued(new Outgoing(Opcode.BINARY, true, copy, 0, length, callback), callback);
    }

    @Override
    public void send(SharedMessage message, SendCallback callback) {
        checkNoParts();
        sendQueued(new Outgoing(message, callback), callback);
    }

    @Override
    public void sendPing(ByteBuffer data) throws IOException {
        sendControl(Opcode.PING, data);
    }

    @Override
    public void sendPong(ByteBuffer data) throws IOException {
        sendControl(Opcode.PONG, data);
    }

    @Override
    public void batching(boolean allowed) {
        sender.batching(allowed);
    }

    @Override
    public boolean batching() {
        return sender.batching();
    }

    @Override
    public void flush() throws IOException {
        sender.flush();
    }

    private void sendBytes(int opcode, boolean last, ByteBuffer message) throws IOException {
        int length = message.remaining();
        if (message.hasArray()) {
            int offset = message.arrayOffset() + message.position();
            message.position(message.limit());
            sendAndWait(opcode, last, message.array(), offset, length);
            return;
        }
        byte[] copy = new byte[length];
        message.get(copy);
        sendAndWait(opcode, last, copy, 0, length);
    }

    private void sendControl(int opcode, ByteBuffer data) throws IOException {
        if (data.remaining() > 125) {
            throw new IllegalArgumentException("a control frame holds at most 125 bytes, not " + data.remaining()
                    + " (RFC 6455, 5.5)");
        }
        checkOpen();
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        control(opcode, copy, 0, copy.length);
    }

    private void control(int opcode, byte[] payload, int offset, int length) {
        if (sender.waiting() > limits.sendQueueSize()) {
            // a peer that asks without taking the answers
            abort();
            return;
        }
        sender.send(new Outgoing(opcode, true, payload, offset, length, SendCallback.NONE));
    }

    private void sendAndWait(int opcode, boolean last, byte[] bytes, int offset, int length) throws IOException {
        checkOpen();
        boolean held = batching();
        sendAndWait(new Outgoing(opcode, last, held ? bytes.clone() : bytes, offset, length,
                held ? SendCallback.NONE : null));
    }

    private void sendAndWait(Outgoing frame) throws IOException {
        timer.used();
        sender.send(frame);
        if (!frame.waitable()) {
            return;
        }
        long patience = timer.sendTimeout();
        if (!frame.await(patience * 1_000_000)) {
            late("a message was not taken within " + patience + " ms");
            throw new IOException("LNR-6005: the peer did not take the message within " + patience + " ms");
        }
    }

    private void sendQueued(Outgoing frame, SendCallback callback) {
        IOException refusal = null;
        if (!open()) {
            refusal = closed();
        } else if (frame.length > limits.sendQueueSize() - sender.waiting() && sender.waiting() > 0) {
            refusal = new IOException("LNR-6006: " + sender.waiting() + " bytes wait for the peer already, of at most "
                    + limits.sendQueueSize() + " (websocket-send-queue-size)");
        }
        if (refusal != null) {
            callback.sent(refusal);
            return;
        }
        timer.used();
        sender.send(frame);
    }

    private int partOpcode(int kind, boolean last) {
        while (true) {
            int begun = parts;
            if (begun != 0 && begun != kind) {
                throw new IllegalStateException("a message in parts of the other kind has not ended");
            }
            if (PARTS.compareAndSet(this, begun, last ? 0 : kind)) {
                return begun == 0 ? kind : Opcode.CONTINUATION;
            }
        }
    }

    private void checkNoParts() {
        if (parts != 0) {
            throw new IllegalStateException("a message in parts has not ended");
        }
    }

    private void checkOpen() throws IOException {
        if (!open()) {
            throw closed();
        }
    }

    private static IOException closed() {
        return new IOException("LNR-6007: the WebSocket is closed");
    }

    // ---- the end

    @Override
    public boolean open() {
        return state == OPEN;
    }

    @Override
    public void close(CloseStatus why) {
        if (!why.sendable() && why.code() != CloseStatus.NO_STATUS) {
            throw new IllegalArgumentException("close code " + why.code()
                    + " can't be sent, or its reason is longer than 123 bytes (RFC 6455, 7.4)");
        }
        if (STATE.compareAndSet(this, OPEN, CLOSING)) {
            STATUS.compareAndSet(this, null, why);
            byte[] payload = why.code() == CloseStatus.NO_STATUS ? new byte[0] : payload(why);
            timer.closing(limits.closeTimeout().toMillis());
            sender.send(new Outgoing(Opcode.CLOSE, true, payload, 0, payload.length, SendCallback.NONE));
        }
    }

    private static byte[] payload(CloseStatus why) {
        byte[] reason = why.reason().getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (why.code() >> 8);
        payload[1] = (byte) why.code();
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    @Override
    public void abort() {
        STATUS.compareAndSet(this, null, CloseStatus.of(CloseStatus.ABNORMAL));
        stop();
    }

    // ---- limits and times

    @Override
    public void maxTextSize(long bytes) {
        maxTextSize = bytes;
    }

    @Override
    public void maxBinarySize(long bytes) {
        maxBinarySize = bytes;
    }

    long maxTextSize() {
        return maxTextSize;
    }

    long maxBinarySize() {
        return maxBinarySize;
    }

    @Override
    public void idleTimeout(Duration timeout) {
        timer.idleTimeout(timeout.toMillis());
    }

    @Override
    public Duration idleTimeout() {
        return Duration.ofMillis(timer.idleTimeout());
    }

    @Override
    public void sendTimeout(Duration timeout) {
        timer.sendTimeout(timeout.toMillis());
    }

    @Override
    public Duration sendTimeout() {
        return Duration.ofMillis(timer.sendTimeout());
    }

    @Override
    public void execute(Runnable task) {
        stream.execute(task);
    }
}
