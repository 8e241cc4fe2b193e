package dev.lanner.examples;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Answers two seconds later; no thread waits meanwhile.
@WebServlet(value = "/api/later", asyncSupported = true)
public final class LaterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final long DELAY_MILLIS = 2000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        long began = System.nanoTime();
        String before = Thread.currentThread().toString();
        AsyncContext async = request.startAsync();
        async.setTimeout(4 * DELAY_MILLIS);
        ScheduledFuture<?> answer = Timer.of(getServletContext()).schedule(() -> answer(async, began, before),
                DELAY_MILLIS, TimeUnit.MILLISECONDS);
        async.addListener(new Cancel(answer));
    }

    private static void answer(AsyncContext async, long began, String before) {
        if (async.getResponse() instanceof HttpServletResponse response) {
            try {
                new Json().with("millis", (System.nanoTime() - began) / 1_000_000).with("begunOn", before)
                        .with("answeredOn", Thread.currentThread().toString()).send(response);
            } catch (IOException e) {
                // the visitor has left: nothing to tell anybody
            }
        }
        async.complete();
    }
}
