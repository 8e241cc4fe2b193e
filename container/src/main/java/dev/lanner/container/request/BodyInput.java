package dev.lanner.container.request;

import dev.lanner.container.async.BodyOwner;
import dev.lanner.container.async.Strand;
import dev.lanner.spi.features.BodySource;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body as a stream: blocking, or with a [ReadListener] whose callbacks run on the exchange's strand (Servlet 6.1,
/// 3.7).
public final class BodyInput extends ServletInputStream {
    private static final int AHEAD = 8192;
    private static final byte[] NOTHING = {};

    private final BodyOwner owner;
    private final BodySource source;
    private byte[] ahead = NOTHING;
    private int position;
    private int limit;
    private boolean ended;
    private boolean detached;
    private @Nullable ReadListener listener;
    private @Nullable Strand strand;
    private boolean ready;
    private boolean endTold;
    private @Nullable IOException failure;

    /// @param owner the exchange
    /// @param source the bytes
    public BodyInput(BodyOwner owner, BodySource source) {
        this.owner = owner;
        this.source = source;
    }

    /// Makes every later call fail.
    public void detach() {
        detached = true;
    }

    private void checkOpen() {
        if (detached) {
            throw owner.detached();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkOpen();
        if (length == 0) {
            return 0;
        }
        return listener == null ? readBlocking(bytes, offset, length) : readReady(bytes, offset, length);
    }

    private int readBlocking(byte[] bytes, int offset, int length) throws IOException {
        int buffered = takeAhead(bytes, offset, length);
        if (buffered > 0) {
            return buffered;
        }
        if (ended) {
            return -1;
        }
        owner.checkBlocking();
        try {
            int count = source.read(bytes, offset, length);
            ended = count < 0;
            return count;
        } catch (IOException e) {
            owner.ioFailed(e);
            throw e;
        }
    }

    private int readReady(byte[] bytes, int offset, int length) throws IOException {
        IOException broken = failure;
        if (broken != null) {
            throw broken;
        }
        if (!ready) {
            throw notReady();
        }
        int count = takeAhead(bytes, offset, length);
        if (count == 0) {
            count = ended ? -1 : readNow(bytes, offset, length);
        }
        if (count == 0) {
            throw new IllegalStateException("LNR-3072: nothing is there to read: isReady() was not asked");
        }
        return count;
    }

    private int readNow(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = source.readNow(bytes, offset, length);
            ended = count < 0;
            return count;
        } catch (IOException e) {
            owner.ioFailed(e);
            throw e;
        }
    }

    private int takeAhead(byte[] bytes, int offset, int length) {
        int count = Math.min(length, limit - position);
        if (count > 0) {
            System.arraycopy(ahead, position, bytes, offset, count);
            position += count;
        }
        return count;
    }

    /// What was read lies between position and limit: unlike that of channels, this method leaves the position and moves
    /// the limit.
    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        checkOpen();
        if (listener != null && !ready) {
            throw notReady();
        }
        if (!buffer.hasRemaining()) {
            return 0;
        }
        int count;
        if (buffer.hasArray()) {
            count = read(buffer.array(), buffer.arrayOffset() + start, buffer.remaining());
        } else {
            byte[] copy = new byte[Math.min(buffer.remaining(), AHEAD)];
            count = read(copy, 0, copy.length);
            buffer.put(start, copy, 0, Math.max(count, 0));
        }
        if (count > 0) {
            buffer.limit(start + count);
        }
        return count;
    }

    private static IllegalStateException notReady() {
        return new IllegalStateException("LNR-3072: isReady() must answer true before a read with a ReadListener "
                + "(Servlet 6.1, 3.7)");
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        requireBlocking();
        return super.readAllBytes();
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        requireBlocking();
        return super.readNBytes(length);
    }

    @Override
    public int readNBytes(byte[] bytes, int offset, int length) throws IOException {
        requireBlocking();
        return super.readNBytes(bytes, offset, length);
    }

    @Override
    public int readLine(byte[] bytes, int offset, int length) throws IOException {
        requireBlocking();
        return super.readLine(bytes, offset, length);
    }

    /// What reads until it has enough can't keep the rules of a ReadListener.
    private void requireBlocking() {
        checkOpen();
        if (listener != null) {
            throw new IllegalStateException("LNR-3074: with a ReadListener only read() reads, after isReady() (Servlet "
                    + "6.1, ServletInputStream)");
        }
    }

    @Override
    public int available() {
        return detached ? 0 : limit - position;
    }

    @Override
    public boolean isFinished() {
        checkOpen();
        return ended && position == limit;
    }

    @Override
    public boolean isReady() {
        checkOpen();
        if (listener == null) {
            // a read may wait, and so may always be called
            return true;
        }
        boolean now = fill();
        ready = now;
        if (!now) {
            await();
        }
        return now;
    }

    /// Whether there is something to read without waiting; reads ahead to find out.
    private boolean fill() {
        if (position < limit) {
            return true;
        }
        if (ended || failure != null) {
            return false;
        }
        if (ahead.length == 0) {
            ahead = new byte[AHEAD];
        }
        try {
            position = 0;
            limit = 0;
            limit = Math.max(0, readNow(ahead, 0, ahead.length));
            return limit > 0;
        } catch (IOException e) {
            failure = e;
            return false;
        }
    }

    private void await() {
        Strand own = Objects.requireNonNull(strand);
        if (ended || failure != null) {
            own.submit(this::pump);
        } else {
            source.onReadable(() -> own.submit(this::pump));
        }
    }

    @Override
    public void setReadListener(ReadListener readListener) {
        checkOpen();
        Objects.requireNonNull(readListener, "a ReadListener is needed");
        if (listener != null) {
            throw new IllegalStateException("LNR-3073: there is a ReadListener already");
        }
        Strand own = owner.listenerStrand();
        listener = readListener;
        strand = own;
        own.submit(this::pump);
    }

    /// One callback, on the strand.
    private void pump() {
        ReadListener told = listener;
        if (told == null || detached || endTold) {
            return;
        }
        try {
            if (fill()) {
                ready = true;
                told.onDataAvailable();
            } else if (!ended && failure == null) {
                await();
                return;
            }
            IOException broken = failure;
            if (broken != null) {
                endTold = true;
                told.onError(broken);
            } else if (isFinishedNow() && !endTold) {
                endTold = true;
                told.onAllDataRead();
            }
        } catch (Exception | LinkageError e) {
            endTold = true;
            owner.ioFailed(e);
            told.onError(e);
        }
    }

    private boolean isFinishedNow() {
        return ended && position == limit;
    }
}
