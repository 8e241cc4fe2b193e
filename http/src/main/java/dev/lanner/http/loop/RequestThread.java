package dev.lanner.http.loop;

import dev.lanner.spi.log.RequestIds;
import org.jspecify.annotations.Nullable;

/// A platform thread for requests, which knows the one that it serves: a mark bound for each task would put four more
/// frames below the application.
final class RequestThread extends Thread {
    private volatile @Nullable RequestIds serves;

    RequestThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }

    @Nullable
    RequestIds serves() {
        return serves;
    }

    void serving(@Nullable RequestIds request) {
        serves = request;
    }
}
