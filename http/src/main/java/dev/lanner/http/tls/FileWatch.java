package dev.lanner.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks every two seconds whether a file has changed. Events of the file system would miss what is replaced through
/// links or lies on a network.
final class FileWatch {
    private static final long LOOK_NANOS = 2_000_000_000L;

    private final Set<Path> files;
    private final Runnable changed;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    FileWatch(Set<Path> files, Runnable changed) {
        this.files = files;
        this.changed = changed;
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("lanner-certificates").start(this::watch);
    }

    void close() {
        ended = true;
        Thread own = thread;
        if (own != null) {
            LockSupport.unpark(own);
        }
    }

    private void watch() {
        List<String> seen = look();
        List<String> told = seen;
        while (!ended) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            List<String> now = look();
            // twice the same: nobody is still writing
            if (!ended && now.equals(seen) && !now.equals(told)) {
                told = now;
                changed.run();
            }
            seen = now;
        }
    }

    private List<String> look() {
        List<String> marks = new ArrayList<>(files.size());
        for (Path file : files) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                marks.add(found.size() + " " + found.lastModifiedTime() + " " + found.fileKey());
            } catch (IOException e) {
                marks.add("-");
            }
        }
        return marks;
    }
}
