package dev.lanner.http.loop;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

class EventLoopTest {

    /// Closed by another thread between the selection and the look at it.
    @Test
    void keysThatAreCancelledMeanwhileDoNotEndTheLoop() throws Exception {
        EventLoop loop = new EventLoop(0, new LoopGuard(), Runnable::run);
        SelectionKey cancelled = new CancelledKey();
        cancelled.attach(new Ready() {
            @Override
            public void ready(Carrier carrier, int ops) {
                throw new AssertionError();
            }

            @Override
            public void sweep(long nowMillis) {
                throw new AssertionError();
            }
        });

        assertDoesNotThrow(() -> loop.collect(cancelled));
        loop.stop();
    }

    @Test
    void whatIsQueuedWhenALoopStopsIsForwarded() throws Exception {
        List<Runnable> forwarded = new ArrayList<>();
        EventLoop loop = new EventLoop(0, new LoopGuard(), forwarded::add);
        Runnable before = () -> {
        };
        Runnable after = () -> {
        };

        loop.submit(before);
        loop.stop();
        loop.submit(after);

        assertEquals(List.of(before, after), forwarded);
    }

    private static final class CancelledKey extends SelectionKey {
        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int interestOps() {
            throw new CancelledKeyException();
        }

        @Override
        public SelectionKey interestOps(int ops) {
            throw new CancelledKeyException();
        }

        @Override
        public int readyOps() {
            throw new CancelledKeyException();
        }
    }
}
