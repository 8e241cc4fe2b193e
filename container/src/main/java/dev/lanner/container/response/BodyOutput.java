package dev.lanner.container.response;

import dev.lanner.container.async.BodyOwner;
import dev.lanner.container.async.Strand;
import dev.lanner.spi.ClientGoneException;
import dev.lanner.spi.features.BodySink;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The response's body as a stream: buffered, blocking, or with a [WriteListener] whose callbacks run on the exchange's
/// strand (Servlet 6.1, 5.1, 5.7).
///
/// The buffer grows as it is needed; what does not fit goes past it.
public final class BodyOutput extends ServletOutputStream {
    private static final byte[] NOTHING = {};
    private static final int FIRST_SIZE = 512;

    private final BodyOwner owner;
    private final BodySink first;
    private final @Nullable Head head;
    private byte[] buffer = NOTHING;
    private int count;
    private int capacity;
    private long written;
    private long announced = -1;
    private boolean committed;
    private boolean closed;
    private boolean discarding;
    private boolean holding;
    private boolean detached;
    private @Nullable WriteListener listener;
    private @Nullable Strand strand;
    private boolean ready;
    private boolean failed;

    /// What is told before the first byte goes out.
    public interface Head {

        /// The first byte is about to go out. What is thrown here is thrown to who writes, and nothing has gone.
        void committing();

        /// The response is about to start.
        ///
        /// @param length of the whole body, or -1 when not known
        void starting(long length);

        /// Where bytes go now.
        BodySink body();
    }

    /// @param owner the exchange
    /// @param sink where bytes go when there is no head that says it
    /// @param head what goes out before the first byte; null for an upgraded connection
    /// @param capacity bytes that are kept back at most
    public BodyOutput(BodyOwner owner, BodySink sink, @Nullable Head head, int capacity) {
        this.owner = owner;
        first = sink;
        this.head = head;
        this.capacity = capacity;
        committed = head == null;
    }

    // ---- for the response

    void detach() {
        detached = true;
        buffer = NOTHING;
    }

    boolean committed() {
        return committed;
    }

    int capacity() {
        return capacity;
    }

    void capacity(int bytes) {
        capacity = bytes;
        if (buffer.length > bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(count, bytes));
        }
    }

    /// Whether anything was written, also what a reset has thrown away.
    boolean used() {
        return written > 0;
    }

    /// Bytes of body that are announced in the head; -1 for none.
    void announce(long length) {
        announced = length;
    }

    /// Throws away what is buffered.
    void clear() {
        count = 0;
        written = 0;
    }

    /// From now on what is written is dropped, silently: after a forward, a redirect, an error (Servlet 6.1, 5.7, 9.4).
    void discard(boolean on) {
        discarding = on;
    }

    /// While on, flushing does nothing.
    void hold(boolean on) {
        holding = on;
    }

    boolean discarding() {
        return discarding;
    }

    /// Opens the stream again, for an error page.
    void reopen() {
        closed = false;
        discarding = false;
        listener = null;
        announced = -1;
        clear();
    }

    /// Ends the body: what is buffered goes out, with its length when nothing went before. The rest is the connector's.
    void finish() throws IOException {
        closed = true;
        if (!committed) {
            commit(count);
        }
        drain();
    }

    /// Asked for each time: a filter may replace the response's body feature.
    private BodySink sink() {
        return head == null ? first : head.body();
    }

    private void commit(long length) {
        if (head != null) {
            head.committing();
        }
        committed = true;
        if (head != null) {
            head.starting(length);
        }
    }

    private void drain() throws IOException {
        if (count > 0) {
            int length = count;
            count = 0;
            try {
                sink().write(buffer, 0, length);
            } catch (IOException e) {
                fail(e);
            }
            if (buffer.length > capacity) {
                buffer = NOTHING;
            }
        }
    }

    private void fail(IOException e) throws IOException {
        if (!failed) {
            failed = true;
            owner.ioFailed(e);
        }
        if (owner.writesFailSilently()) {
            discarding = true;
            return;
        }
        throw e instanceof ClientGoneException ? e : new ClientGoneException(e);
    }

    // ---- for applications

    @Override
    public void write(int b) throws IOException {
        if (listener == null && !closed && !discarding && !detached && announced < 0 && count < buffer.length) {
            buffer[count++] = (byte) b;
            written++;
            return;
        }
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkWritable();
        if (discarding || length == 0) {
            return;
        }
        if (closed) {
            throw new IOException("LNR-3060: the response is complete: nothing more can be written");
        }
        if (announced >= 0 && written + length > announced) {
            throw new IOException("LNR-3061: more bytes are written than setContentLength announced: " + announced);
        }
        written += length;
        if (length <= capacity - count) {
            keep(bytes, offset, length);
        } else {
            pass(bytes, offset, length);
        }
        if (written == announced) {
            complete();
        }
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (count + length > buffer.length) {
            int size = Math.min(capacity, Math.max(Math.max(FIRST_SIZE, buffer.length * 2), count + length));
            buffer = Arrays.copyOf(buffer, size);
        }
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        if (!committed) {
            commit(-1);
        }
        drain();
        if (length < capacity) {
            keep(bytes, offset, length);
            return;
        }
        if (listener == null) {
            owner.checkBlocking();
        }
        try {
            sink().write(bytes, offset, length);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            int length = bytes.remaining();
            write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.limit());
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        write(copy, 0, copy.length);
    }

    @Override
    public void flush() throws IOException {
        if (detached || closed || discarding || holding) {
            return;
        }
        checkReady();
        if (!committed) {
            commit(-1);
        }
        drain();
        if (listener == null) {
            owner.checkBlocking();
        } else if (!sink().writable()) {
            return;
        }
        try {
            sink().flush();
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (detached || closed) {
            return;
        }
        if (discarding) {
            closed = true;
            return;
        }
        complete();
    }

    private void complete() throws IOException {
        finish();
        try {
            sink().complete();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void checkWritable() {
        if (detached) {
            throw owner.detached();
        }
        checkReady();
    }

    private void checkReady() {
        if (listener != null && !ready) {
            throw new IllegalStateException("LNR-3072: isReady() must answer true before a write or flush with a "
                    + "WriteListener (Servlet 6.1, 5.7)");
        }
    }

    @Override
    public boolean isReady() {
        if (detached) {
            throw owner.detached();
        }
        if (listener == null) {
            // a write may wait, and so may always be called
            return true;
        }
        boolean now = failed || closed || sink().writable();
        ready = now;
        if (!now) {
            Strand own = Objects.requireNonNull(strand);
            sink().onWritable(() -> own.submit(this::pump));
        }
        return now;
    }

    @Override
    public void setWriteListener(WriteListener writeListener) {
        if (detached) {
            throw owner.detached();
        }
        Objects.requireNonNull(writeListener, "a WriteListener is needed");
        if (listener != null) {
            throw new IllegalStateException("LNR-3073: there is a WriteListener already");
        }
        Strand own = owner.listenerStrand();
        listener = writeListener;
        strand = own;
        own.submit(this::pump);
    }

    /// One callback, on the strand.
    private void pump() {
        WriteListener told = listener;
        if (told == null || detached || closed && ready) {
            return;
        }
        try {
            if (isReady()) {
                told.onWritePossible();
            }
        } catch (Exception | LinkageError e) {
            owner.ioFailed(e);
            told.onError(e);
        }
    }
}
