package dev.lanner.launcher.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Looks at a file every two seconds, and says when it has changed and is the same again twice: a file that is being
/// written is not read. By time and size, as that works on all file systems.
final class FileWatch implements Closeable {
    private static final long MILLIS = 2000;

    private final Path file;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String known;
    private String seen;

    FileWatch(Path file, Runnable changed) {
        this.file = file;
        this.changed = changed;
        known = facts();
        seen = known;
    }

    void start() {
        Thread.ofPlatform().daemon().name("lanner-watch").start(() -> {
            try {
                while (!closed.await(MILLIS, TimeUnit.MILLISECONDS)) {
                    look();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// One look.
    void look() {
        String now = facts();
        boolean settled = now.equals(seen) && !now.equals(known);
        seen = now;
        if (settled) {
            known = now;
            changed.run();
        }
    }

    private String facts() {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
