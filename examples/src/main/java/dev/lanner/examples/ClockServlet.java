package dev.lanner.examples;

import dev.lanner.spi.features.BufferingFeature;
import dev.lanner.spi.features.Features;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The server's clock as server-sent events, one each second, thirty in all.
@WebServlet(value = "/api/clock", asyncSupported = true)
public final class ClockServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int TICKS = 30;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        BufferingFeature buffering = RequestFeatures.of(request).get(Features.BUFFERING);
        if (buffering != null) {
            buffering.disableResponseBuffering();
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(TimeUnit.SECONDS.toMillis(2L * TICKS));
        AtomicInteger ticks = new AtomicInteger();
        Future<?> clock = Timer.of(getServletContext()).scheduleAtFixedRate(() -> tick(async, ticks.incrementAndGet()),
                0, 1, TimeUnit.SECONDS);
        async.addListener(new Cancel(clock));
    }

    private static void tick(AsyncContext async, int number) {
        if (number > TICKS) {
            async.complete();
            return;
        }
        String time = LocalTime.now(Clock.system(ZoneOffset.UTC)).format(DateTimeFormatter.ofPattern("HH:mm:ss"));
        String event = "id: " + number + "\ndata: " + time + "\n\n";
        try {
            async.getResponse().getOutputStream().write(event.getBytes(StandardCharsets.UTF_8));
            async.getResponse().flushBuffer();
        } catch (IOException e) {
            // the visitor has left
            async.complete();
        }
    }
}
