package dev.lanner.http.tls;

import dev.lanner.http.transport.Wire;
import dev.lanner.spi.features.TlsFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Encrypts and decrypts the bytes of a connection whose handshake is over.
///
/// Records are decrypted by whoever reads and made by whoever writes, straight from and to pooled buffers. A connection
/// that waits keeps the engine and the bytes of an incomplete record. What a write has taken counts as sent when its
/// record is wholly in the channel, so that who has written everything has nothing left to flush.
///
/// Reading never has to write: the answer to a KeyUpdate goes with the next record (RFC 8446, 4.6.3), and a client that
/// wants to renegotiate (TLS 1.2) is refused.
final class TlsWire implements Wire {
    private static final int HEADER = 5;
    private static final int ALERT = 21;
    /// The largest body of a record (RFC 8446, 5.2; RFC 5246, 6.2.3).
    private static final int MOST_BODY = 16_384 + 2048;
    private static final int MOST_PLAIN = 16_384;
    /// An alert in TLS 1.3 has two bytes, its type and the tag, 19 in all, and the padding of clients that pad their
    /// records: the JDK adds 16 bytes, which hides the type.
    private static final int MOST_ALERT_BODY = 19 + 256;
    /// An alert without padding, as clients send it, the JDK's excepted. A frame of HTTP/2 is longer than its two bytes.
    private static final int BARE_ALERT_BODY = 19;
    /// What must be free for one more record and what the engine may have to say before it.
    private static final int ROOM = 16_709;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Wire inner;
    private final SSLEngine engine;
    private final TlsBuffers buffers;
    private final TlsProvider provider;
    private final TlsFeature feature;
    private final boolean sendsAfterEnd;
    private final Lane reading = new Lane();
    private final Lane writing = new Lane();
    private final RecordBudget budget = new RecordBudget();

    // the reader's
    /// Encrypted bytes, to be got from.
    private @Nullable ByteBuffer net;
    /// Decrypted bytes that nobody has taken yet, to be got from.
    private @Nullable ByteBuffer plain;
    private byte @Nullable [] parked;
    /// Whether nothing more can be decrypted.
    private boolean ended;
    /// Whether the channel is at its end; complete records may be left.
    private boolean cut;

    // the writer's
    /// Records that are not sent yet, to be got from.
    private @Nullable ByteBuffer out;
    /// How many bytes of the application they hold.
    private int owed;

    /// @param net what came after the handshake, or null; the wire's from now on
    TlsWire(Wire inner, SSLEngine engine, TlsProvider provider, TlsBuffers buffers, @Nullable ByteBuffer net,
            TlsFeature feature) {
        this.inner = inner;
        this.engine = engine;
        this.provider = provider;
        this.buffers = buffers;
        this.net = net;
        this.feature = feature;
        this.sendsAfterEnd = provider.sendsAfterEnd(engine);
    }

    // ---- reading

    @Override
    public int read(ByteBuffer target) throws IOException {
        return read(target, 0);
    }

    @Override
    public int readAhead(ByteBuffer target) throws IOException {
        return read(target, sendsAfterEnd ? 0 : MOST_ALERT_BODY);
    }

    @Override
    public int readUpToEnd(ByteBuffer target) throws IOException {
        return read(target, sendsAfterEnd ? 0 : BARE_ALERT_BODY);
    }

    /// @param held the last record is left where it may be the end and has at most so many bytes; 0 where none is left
    private int read(ByteBuffer target, int held) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        reading.enter();
        try {
            int taken = deliver(target);
            while (taken == 0) {
                taken = decrypt(target, held);
                if (taken == 0 && !fill()) {
                    taken = ended || cut ? -1 : 0;
                    break;
                }
            }
            settle();
            return taken;
        } finally {
            if (reading.exit()) {
                releaseReader();
            }
        }
    }

    /// Takes from what was decrypted before.
    private int deliver(ByteBuffer target) {
        ByteBuffer left = plain;
        if (left == null) {
            return 0;
        }
        int part = Math.min(left.remaining(), target.remaining());
        target.put(target.position(), left, left.position(), part);
        target.position(target.position() + part);
        left.position(left.position() + part);
        if (!left.hasRemaining()) {
            plain = null;
            buffers.give(left);
        }
        return part;
    }

    /// Decrypts the complete records at hand, as far as there is room.
    ///
    /// @return bytes taken, 0 when more must come first, -1 at the end
    private int decrypt(ByteBuffer target, int held) throws IOException {
        ByteBuffer from = net;
        if (from == null || ended) {
            return ended ? -1 : 0;
        }
        int taken = 0;
        int most = held;
        while (complete(from) && !(most > 0 && mayBeEnd(from, most))) {
            int length = HEADER + length(from);
            boolean straight = target.remaining() >= length && (!provider.direct() || target.isDirect());
            if (!straight && taken > 0) {
                break;
            }
            ByteBuffer into = straight ? target : buffers.take();
            SSLEngineResult result;
            try {
                result = engine.unwrap(from, into);
            } finally {
                if (!straight) {
                    plain = into.flip();
                }
            }
            taken += straight ? result.bytesProduced() : deliver(target);
            if (!straight && plain == into && !into.hasRemaining()) {
                plain = null;
                buffers.give(into);
            }
            if (isEnd(result)) {
                ended = true;
                return taken == 0 ? -1 : taken;
            }
            check(result);
            if (most == 0 && taken > 0 && !sendsAfterEnd) {
                // what has come is answered first
                most = MOST_ALERT_BODY;
            }
        }
        return taken;
    }

    /// Whether the client has said that nothing more comes. After our own end Conscrypt calls each result closed, also
    /// those that bring data.
    private boolean isEnd(SSLEngineResult result) {
        return result.getStatus() == Status.CLOSED && (result.bytesConsumed() == 0 || engine.isInboundDone());
    }

    private void check(SSLEngineResult result) throws SSLException {
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            throw new SSLException("the client wants to renegotiate");
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW || result.getStatus() == Status.BUFFER_UNDERFLOW) {
            throw new SSLException("a record of unexpected size: " + result);
        }
        if (result.bytesProduced() == 0 && !budget.spend(System.nanoTime())) {
            throw new SSLException("too many records without data");
        }
    }

    /// Reads from the channel.
    ///
    /// @return whether something came
    private boolean fill() throws IOException {
        if (cut) {
            return false;
        }
        ByteBuffer into = net;
        if (into == null) {
            into = buffers.take();
            byte[] kept = parked;
            if (kept != null) {
                into.put(kept);
                parked = null;
            }
        } else {
            into.compact();
        }
        net = into;
        int read;
        try {
            read = inner.read(into);
        } finally {
            into.flip();
        }
        if (read < 0) {
            // without a close_notify something may be missing: who reads a message of known length sees that
            cut = true;
        }
        return read > 0;
    }

    private static int length(ByteBuffer from) throws SSLException {
        int length = (from.get(from.position() + 3) & 0xff) << 8 | from.get(from.position() + 4) & 0xff;
        if (length > MOST_BODY) {
            throw new SSLException("a record of " + length + " bytes");
        }
        return length;
    }

    private static boolean complete(ByteBuffer from) throws SSLException {
        return from.remaining() >= HEADER && from.remaining() >= HEADER + length(from);
    }

    /// Whether the record may be a close_notify: an alert, or as short as an encrypted one, and the last at hand. Nothing
    /// follows a close_notify (RFC 8446, 6.1).
    private static boolean mayBeEnd(ByteBuffer from, int most) throws SSLException {
        int length = length(from);
        return from.remaining() == HEADER + length
                && (from.get(from.position()) == ALERT || length <= most);
    }

    /// An empty buffer goes back at once.
    private void settle() {
        ByteBuffer left = net;
        if (left != null && !left.hasRemaining()) {
            net = null;
            buffers.give(left);
        }
    }

    @Override
    public boolean pending() {
        if (plain != null) {
            return true;
        }
        ByteBuffer left = net;
        try {
            return left != null && complete(left) && !ended;
        } catch (SSLException e) {
            // the next read says so
            return true;
        }
    }

    @Override
    public void park() {
        ByteBuffer left = net;
        if (left == null || pending()) {
            return;
        }
        try {
            reading.enter();
        } catch (ClosedChannelException e) {
            return;
        }
        byte[] kept = new byte[left.remaining()];
        left.get(kept);
        parked = kept;
        net = null;
        buffers.give(left);
        if (reading.exit()) {
            releaseReader();
        }
    }

    private void releaseReader() {
        ByteBuffer encrypted = net;
        ByteBuffer decrypted = plain;
        net = null;
        plain = null;
        if (encrypted != null) {
            buffers.give(encrypted);
        }
        if (decrypted != null) {
            buffers.give(decrypted);
        }
    }

    // ---- writing

    @Override
    public long write(ByteBuffer bytes) throws IOException {
        return write(bytes, NONE);
    }

    @Override
    public long write(ByteBuffer bytes, ByteBuffer more) throws IOException {
        writing.enter();
        try {
            long sent = 0;
            while (flush()) {
                sent += settle(bytes, more);
                if (!bytes.hasRemaining() && !more.hasRemaining()) {
                    releaseWriter();
                    return sent;
                }
                encrypt(bytes, more);
            }
            return sent;
        } finally {
            if (writing.exit()) {
                releaseWriter();
            }
        }
    }

    /// Sends the records made so far. False when the channel takes no more now.
    private boolean flush() throws IOException {
        ByteBuffer records = out;
        if (records == null || !records.hasRemaining()) {
            return true;
        }
        inner.write(records);
        return !records.hasRemaining();
    }

    /// What the records held has gone out: the buffers move on.
    private int settle(ByteBuffer bytes, ByteBuffer more) {
        int gone = owed;
        owed = 0;
        int first = Math.min(gone, bytes.remaining());
        bytes.position(bytes.position() + first);
        more.position(more.position() + gone - first);
        return gone;
    }

    /// Makes records of as much as fits.
    private void encrypt(ByteBuffer bytes, ByteBuffer more) throws IOException {
        ByteBuffer records = out;
        if (records == null) {
            records = buffers.take();
            out = records;
        }
        records.clear();
        ByteBuffer text = buffers.take();
        try {
            gather(bytes, more, text);
            int end = text.flip().limit();
            boolean room = true;
            while (room && text.position() < end) {
                text.limit(Math.min(end, text.position() + MOST_PLAIN));
                room = wrap(text, records);
            }
            owed = text.position();
        } finally {
            records.flip();
            buffers.give(text);
        }
    }

    private static void gather(ByteBuffer bytes, ByteBuffer more, ByteBuffer text) {
        int first = Math.min(bytes.remaining(), 2 * MOST_PLAIN);
        text.put(0, bytes, bytes.position(), first);
        int second = Math.min(more.remaining(), 2 * MOST_PLAIN - first);
        text.put(first, more, more.position(), second);
        text.position(first + second);
    }

    /// Makes a record; the engine may have one of its own to send before.
    ///
    /// @return whether there was room
    private boolean wrap(ByteBuffer text, ByteBuffer records) throws IOException {
        if (records.position() > 0 && records.remaining() < ROOM) {
            // Conscrypt would take the text, and keep its record until there is room
            return false;
        }
        SSLEngineResult result = engine.wrap(text, records);
        SSLEngineResult.Status status = result.getStatus();
        if (status == SSLEngineResult.Status.OK) {
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException("the engine makes no record: " + result.getHandshakeStatus());
            }
            return true;
        }
        if (status != SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new ClosedChannelException();
        }
        if (records.position() == 0) {
            throw new SSLException("a record is larger than any can be");
        }
        return false;
    }

    private void releaseWriter() {
        ByteBuffer records = out;
        if (records != null) {
            out = null;
            buffers.give(records);
        }
    }

    @Override
    public boolean plain() {
        return false;
    }

    // ---- the end

    @Override
    public void shutdownOutput() throws IOException {
        writing.enter();
        try {
            sayGoodbye();
        } finally {
            if (writing.exit()) {
                releaseWriter();
            }
        }
        inner.shutdownOutput();
    }

    /// Sends a close_notify, or the alert that the engine has ready, where that goes without waiting.
    private void sayGoodbye() {
        engine.closeOutbound();
        if (out != null) {
            // in the middle of a record
            return;
        }
        ByteBuffer records = buffers.take();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(NONE, records);
            } while (result.getStatus() == Status.OK && result.bytesProduced() > 0);
            if (records.flip().hasRemaining()) {
                inner.write(records);
            }
        } catch (IOException e) {
            // the other side has gone
        } finally {
            buffers.give(records);
        }
    }

    @Override
    public void close(boolean reset) throws IOException {
        if (writing.end()) {
            if (!reset && !engine.isOutboundDone()) {
                sayGoodbye();
            }
            releaseWriter();
        }
        if (reading.end()) {
            releaseReader();
        }
        Engines.free(engine);
        inner.close(reset);
    }

    @Override
    public TlsFeature tls() {
        return feature;
    }
}
