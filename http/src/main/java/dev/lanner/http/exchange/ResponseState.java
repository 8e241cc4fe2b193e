package dev.lanner.http.exchange;

import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.MutableFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Status and fields of a response.
public final class ResponseState implements ResponseFeature {
    private final Exchange exchange;
    private final FieldList fields = new FieldList();
    private int status = 200;
    private @Nullable List<Runnable> atStart;
    private @Nullable List<Runnable> atEnd;
    private boolean started;

    /// An empty response with status 200.
    public ResponseState(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void status(int code) {
        exchange.checkNotEnded();
        if (started) {
            throw new IllegalStateException("the response has started: its status can't be changed");
        }
        if (code < 200 || code > 999) {
            throw new IllegalArgumentException("a final status code is from 200 to 999: " + code);
        }
        status = code;
    }

    @Override
    public MutableFields headers() {
        exchange.checkNotEnded();
        return fields;
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public void on(ResponseEvent event, Runnable action) {
        exchange.checkNotEnded();
        if (event == ResponseEvent.STARTING) {
            if (started) {
                throw new IllegalStateException("the response has started");
            }
            List<Runnable> list = atStart == null ? new ArrayList<>(2) : atStart;
            list.add(action);
            atStart = list;
        } else {
            List<Runnable> list = atEnd == null ? new ArrayList<>(2) : atEnd;
            list.add(action);
            atEnd = list;
        }
    }

    /// The fields, for who sends them.
    public FieldList list() {
        return fields;
    }

    /// Runs the actions for the start, the last first.
    public void starting() {
        List<Runnable> actions = atStart;
        if (actions != null) {
            atStart = null;
            for (int i = actions.size() - 1; i >= 0; i--) {
                actions.get(i).run();
            }
        }
        Timing timing = exchange.timing();
        if (timing != null) {
            timing.firstByte();
        }
        started = true;
    }

    /// Runs the actions for the end; one that fails does not keep the others from running.
    public void completed() {
        List<Runnable> actions = atEnd;
        if (actions != null) {
            atEnd = null;
            for (Runnable action : actions) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    exchange.applicationFailed("an action at the response's end", e);
                }
            }
        }
    }

    /// The Content-Length that the application set; -1 for none.
    ///
    /// @throws IOException when it is no number
    public long announcedLength() throws IOException {
        String value = fields.first("Content-Length");
        if (value == null) {
            return -1;
        }
        try {
            long length = Long.parseLong(value);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("the application's Content-Length is no length: " + value);
    }

    /// Whether the application asks for the connection's end.
    public boolean closeAsked() {
        String value = fields.first("Connection");
        return value != null && value.toLowerCase(java.util.Locale.ROOT).contains("close");
    }

    /// Back to an empty response, for an error answer. Only before the start.
    public void clear() {
        status = 200;
        started = false;
        fields.clear();
    }
}
