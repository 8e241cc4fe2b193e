package dev.lanner.container.cache;

import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.ResponseBodyFeature;
import dev.lanner.spi.features.ResponseCacheFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.ResponseTrailersFeature;
import dev.lanner.spi.features.SendFileFeature;
import dev.lanner.spi.message.FieldList;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Collects a response on its way to the connector. What it passes on is never held up or changed.
///
/// One thread at a time writes; [#release] comes from any.
final class Fill implements ResponseBodyFeature, Runnable {
    private static final byte[] NOTHING = {};
    private static final int FIRST_SIZE = 4096;

    /// How far it is.
    private enum Progress {
        WAITING, COLLECTING, GIVEN_UP, STORED
    }

    private final ResponseCache cache;
    private final FeatureCollection exchange;
    private final CacheQuestion question;
    private final ResponseCacheFeature permission;
    private final CacheUse.OwnVary ownVary;
    private final ResponseFeature response;
    private final ResponseBodyFeature body;
    private final int stamp;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile Progress progress = Progress.WAITING;
    private FieldList fields = new FieldList(0);
    private long life;
    private long startedNanos;
    private long announced = -1;
    // guards the two below: a late end comes from another thread
    private final ReentrantLock guard = new ReentrantLock();
    private byte[] bytes = NOTHING;
    private int count;

    Fill(ResponseCache cache, FeatureCollection exchange, CacheQuestion question, ResponseCacheFeature permission,
            CacheUse.OwnVary ownVary) {
        this.cache = cache;
        this.exchange = exchange;
        this.question = question;
        this.permission = permission;
        this.ownVary = ownVary;
        stamp = cache.stamp(question.target());
        response = exchange.require(Features.RESPONSE);
        body = exchange.require(Features.RESPONSE_BODY);
        response.on(ResponseEvent.STARTING, this);
        exchange.set(Features.RESPONSE_BODY, this);
        SendFileFeature connector = exchange.get(Features.SEND_FILE);
        if (connector != null) {
            exchange.set(Features.SEND_FILE, (file, position, length) -> {
                // larger than what is kept, mostly; and no byte of it passes here
                giveUp();
                connector.send(file, position, length);
            });
        }
    }

    /// The head is about to be made, and nobody changes it any more.
    @Override
    public void run() {
        FieldList taken = new FieldList(response.headers().size() + 1, true);
        response.headers().forEach((name, value) -> {
            if (!ofConnection(name)) {
                taken.add(name, value);
            }
        });
        long now = cache.clock().millis();
        life = storable() ? Freshness.seconds(taken, now) : Freshness.NONE;
        String length = response.headers().first("Content-Length");
        if (life == Freshness.NONE || length != null && !fits(length)) {
            giveUp();
            return;
        }
        if (taken.first("Date") == null) {
            taken.add("Date", HttpDate.format(now));
        }
        fields = taken;
        startedNanos = cache.nanoTime();
        if (progress == Progress.WAITING) {
            progress = Progress.COLLECTING;
        }
    }

    private static boolean ofConnection(String name) {
        return name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Connection")
                || name.equalsIgnoreCase("Keep-Alive") || name.equalsIgnoreCase("Transfer-Encoding");
    }

    private boolean storable() {
        ResponseTrailersFeature trailers = exchange.get(Features.RESPONSE_TRAILERS);
        String vary = response.headers().first("Vary");
        boolean plain = vary == null && response.headers().first("Content-Encoding") == null;
        boolean own = "Accept-Encoding".equals(vary) && ownVary.said();
        return response.status() == 200 && permission.allowed() && (plain || own)
                && (trailers == null || trailers.trailers() == null)
                && exchange.get(Features.AUTHENTICATION) == null;
    }

    private boolean fits(String length) {
        try {
            announced = Long.parseLong(length);
            return announced >= 0 && announced <= cache.mostBody();
        } catch (NumberFormatException _) {
            return false;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        pass(() -> body.write(source, offset, length));
        if (progress == Progress.COLLECTING && length > 0) {
            collect(source, offset, length);
        }
    }

    private void collect(byte[] source, int offset, int length) {
        guard.lock();
        try {
            if (progress != Progress.COLLECTING || !hasRoom(length)) {
                giveUp();
                return;
            }
            System.arraycopy(source, offset, bytes, count, length);
            count += length;
        } finally {
            guard.unlock();
        }
    }

    private boolean hasRoom(int length) {
        if (length > cache.mostBody() - count) {
            return false;
        }
        if (count + length > bytes.length) {
            int size = Math.min(cache.mostBody(), Math.max(Math.max(FIRST_SIZE, bytes.length * 2), count + length));
            if (!cache.collect(size - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, size);
        }
        return true;
    }

    @Override
    public void flush() throws IOException {
        pass(body::flush);
    }

    @Override
    public void complete() throws IOException {
        pass(body::complete);
        finish();
    }

    @Override
    public boolean writable() {
        return body.writable();
    }

    @Override
    public void onWritable(Runnable callback) {
        body.onWritable(callback);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void pass(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            if (!done) {
                giveUp();
            }
        }
    }

    /// All has been written: the response is kept, if it is what it was announced to be.
    void finish() {
        if (progress == Progress.WAITING && !response.started()) {
            // an empty body that the connector will complete is not worth keeping
            giveUp();
        }
        LifetimeFeature lifetime = exchange.get(Features.LIFETIME);
        boolean gone = lifetime != null && lifetime.gone().toCompletableFuture().isDone();
        // what is said late counts too: a session's id may be in what was written since
        if (progress != Progress.COLLECTING || gone || !permission.allowed() || announced >= 0 && announced != count) {
            giveUp();
            return;
        }
        progress = Progress.STORED;
        cache.put(question, new StoredResponse(fields, Arrays.copyOf(bytes, count), life, startedNanos), stamp);
    }

    /// The response has failed.
    void abandon() {
        if (progress == Progress.STORED) {
            cache.remove(question);
        }
        giveUp();
    }

    private void giveUp() {
        if (progress != Progress.STORED) {
            progress = Progress.GIVEN_UP;
            forget();
        }
    }

    private void forget() {
        guard.lock();
        try {
            cache.collected(bytes.length);
            bytes = NOTHING;
            count = 0;
        } finally {
            guard.unlock();
        }
    }

    /// Others may fill this place from now on. Idempotent.
    void release() {
        if (released.compareAndSet(false, true)) {
            progress = Progress.GIVEN_UP;
            forget();
            cache.endFill(question);
        }
    }
}
