package dev.lanner.testkit;

import dev.lanner.spi.features.BodySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A body that comes in steps, as a slow client sends it.
///
/// `new ScriptedBody().data("abc").gap().data("def")`: gives three bytes, has nothing once, then gives three more and
/// ends. Each step of data is given by one read at most. Safe for use by several threads.
public final class ScriptedBody implements BodySource {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable Runnable listener;
    private @Nullable IOException failure;

    private sealed interface Step {
    }

    private record Data(ByteBuffer bytes) implements Step {
    }

    private record Gap() implements Step {
    }

    private record Pause() implements Step {
    }

    private record Failure(IOException exception) implements Step {
    }

    /// Then these bytes come, at the latest now for a waiting reader.
    public ScriptedBody data(byte[] bytes) {
        return bytes.length == 0 ? this : add(new Data(ByteBuffer.wrap(bytes.clone())));
    }

    /// Then this text comes, as UTF-8.
    public ScriptedBody data(String text) {
        return data(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Then nothing is there for one read that does not wait, and the callback comes at once.
    public ScriptedBody gap() {
        return add(new Gap());
    }

    /// Then nothing is there until [#resume()].
    public ScriptedBody pause() {
        return add(new Pause());
    }

    /// Then reading fails, and goes on failing.
    public ScriptedBody failure(IOException exception) {
        return add(new Failure(exception));
    }

    /// Ends the pause that the reader is waiting in or will come to next.
    public void resume() {
        lock.lock();
        try {
            Step pause = steps.stream().filter(Pause.class::isInstance).findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no pause"));
            steps.removeFirstOccurrence(pause);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// From now on reading fails, whatever was scripted.
    public void fail(IOException exception) {
        lock.lock();
        try {
            failure = exception;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// Whether all was read.
    public boolean consumed() {
        lock.lock();
        try {
            return steps.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (true) {
                int count = take(buffer, offset, length);
                if (count != 0 || length == 0) {
                    return count;
                }
                if (steps.peekFirst() instanceof Pause) {
                    changed.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws IOException {
        lock.lock();
        try {
            return take(buffer, offset, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onReadable(Runnable callback) {
        lock.lock();
        try {
            listener = callback;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private ScriptedBody add(Step step) {
        lock.lock();
        try {
            steps.addLast(step);
        } finally {
            lock.unlock();
        }
        wake();
        return this;
    }

    private int take(byte[] buffer, int offset, int length) throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        switch (steps.peekFirst()) {
            case null -> {
                return -1;
            }
            case Gap gap -> {
                steps.removeFirst();
                return 0;
            }
            case Pause pause -> {
                return 0;
            }
            case Failure step -> throw step.exception();
            case Data data -> {
                int count = Math.min(length, data.bytes().remaining());
                data.bytes().get(buffer, offset, count);
                if (!data.bytes().hasRemaining()) {
                    steps.removeFirst();
                }
                return count;
            }
        }
    }

    private void wake() {
        Runnable told = null;
        lock.lock();
        try {
            changed.signalAll();
            if (failure != null || !(steps.peekFirst() instanceof Pause)) {
                told = listener;
                listener = null;
            }
        } finally {
            lock.unlock();
        }
        if (told != null) {
            ConnectorThreads.run(told);
        }
    }
}
