package dev.lanner.container;

import dev.lanner.testkit.ScriptedBody;
import dev.lanner.testkit.SlowSink;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Listeners of bodies (Servlet 6.1, 3.7, 5.7).
class NonBlockingBodyTest {
    private final Contexts contexts = Contexts.at("");
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        contexts.close();
    }

    private final class Reader implements ReadListener {
        private final ServletInputStream input;
        private final AsyncContext async;
        private final StringBuilder read = new StringBuilder();

        Reader(ServletInputStream input, AsyncContext async) {
            this.input = input;
            this.async = async;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[3];
            while (input.isReady()) {
                int count = input.read(buffer);
                if (count < 0) {
                    return;
                }
                read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getWriter().print(read + " " + input.isFinished());
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            events.add("error " + failure.getMessage());
            async.complete();
        }
    }

    private void echo() {
        contexts.servlet("echo", (q, r) -> {
            AsyncContext async = q.startAsync();
            q.getInputStream().setReadListener(new Reader(q.getInputStream(), async));
        }, "/");
    }

    @Test
    void aBodyInPiecesIsReadAsItComes() {
        echo();
        ScriptedBody body = new ScriptedBody().data("hel").gap().data("lo wor").gap().gap().data("ld");
        assertEquals("hello world true", contexts.request("POST", "/").body(body).send().text());
    }

    @Test
    void aBodyThatComesLateResumesTheListener() {
        echo();
        ScriptedBody body = new ScriptedBody().pause().data("late");
        var exchange = contexts.request("POST", "/").body(body).start();
        body.resume();
        assertEquals("late true", exchange.await().text());
    }

    @Test
    void anEmptyBodyEndsAtOnce() {
        echo();
        assertEquals(" true", contexts.request("POST", "/").body("").send().text());
    }

    @Test
    void aBodyThatFailsTellsTheListener() {
        echo();
        ScriptedBody body = new ScriptedBody().data("abc").failure(new IOException("reset"));
        contexts.request("POST", "/").body(body).send();
        assertEquals(List.of("error reset"), events);
    }

    @Test
    void withoutListenersBlockingStreamsAreAlwaysReady() {
        contexts.servlet("s", (q, r) -> {
            events.add("" + q.getInputStream().isReady() + r.getOutputStream().isReady());
            events.add(new String(q.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            events.add("" + q.getInputStream().isReady());
        }, "/");
        ScriptedBody body = new ScriptedBody().pause().data("late");
        var exchange = contexts.request("POST", "/").body(body).start();
        body.resume();
        exchange.await();
        assertEquals(List.of("truetrue", "late", "true"), events);
    }

    @Test
    void rulesOfListenersAreKept() {
        contexts.servlet("rules", (q, r) -> {
            assertThrows(IllegalStateException.class,
                    () -> q.getInputStream().setReadListener(new Reader(q.getInputStream(), null)));
            assertThrows(IllegalStateException.class,
                    () -> r.getOutputStream().setWriteListener(new Writer(null, null, 0)));
            AsyncContext async = q.startAsync();
            ServletInputStream input = q.getInputStream();
            input.setReadListener(new Reader(input, async));
            assertThrows(IllegalStateException.class, () -> input.setReadListener(new Reader(input, async)));
            assertThrows(IllegalStateException.class, input::read);
            assertThrows(NullPointerException.class, () -> r.getOutputStream().setWriteListener(null));
            events.add("checked");
        }, "/");
        contexts.request("POST", "/").body("x").send();
        assertEquals("checked", events.getFirst());
    }

    private static final class Writer implements WriteListener {
        private final ServletOutputStream output;
        private final AsyncContext async;
        private int left;

        Writer(ServletOutputStream output, AsyncContext async, int left) {
            this.output = output;
            this.async = async;
            this.left = left;
        }

        @Override
        public void onWritePossible() throws IOException {
            byte[] piece = new byte[10_000];
            while (left > 0 && output.isReady()) {
                output.write(piece);
                left--;
            }
            if (left == 0 && output.isReady()) {
                left = -1;
                async.complete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    @Test
    void aSlowClientIsWaitedForWithoutAThread() {
        contexts.servlet("w", (q, r) -> {
            AsyncContext async = q.startAsync();
            r.getOutputStream().setWriteListener(new Writer(r.getOutputStream(), async, 20));
        }, "/");
        SlowSink sink = new SlowSink(15_000);
        var exchange = contexts.request("GET", "/").sink(sink).start();
        for (int i = 0; i < 40; i++) {
            sink.open(10_000);
        }
        exchange.await();
        assertEquals(200_000, sink.bytes().length);
    }
}
