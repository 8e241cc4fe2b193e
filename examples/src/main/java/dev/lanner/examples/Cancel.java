package dev.lanner.examples;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.Future;

/// Ends a timer's work when the asynchronous request ends before it.
record Cancel(Future<?> work) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        work.cancel(false);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        work.cancel(false);
        event.getAsyncContext().complete();
    }

    @Override
    public void onError(AsyncEvent event) {
        work.cancel(false);
        event.getAsyncContext().complete();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // begun once
    }
}
