package dev.lanner.launcher.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at a file, and at those of a directory, every two seconds, and says when something has changed and is the same again twice: a file that is being
/// written is not read. By time and size, as that works on all file systems.
final class FileWatch implements Closeable {
    private static final long MILLIS = 2000;

    private final Path file;
    private final @Nullable Path directory;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String known;
    private String seen;

    FileWatch(Path file, Runnable changed) {
        this(file, null, changed);
    }

    /// @param directory whose files are looked at too, and those of the directories in it; null for none
    FileWatch(Path file, @Nullable Path directory, Runnable changed) {
        this.directory = directory;
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
        StringBuilder facts = new StringBuilder(facts(file));
        if (directory != null) {
            collect(directory, true, facts);
        }
        return facts.toString();
    }

    private static void collect(Path from, boolean below, StringBuilder to) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(from)) {
            found.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            to.append("none");
            return;
        }
        entries.sort(null);
        for (Path entry : entries) {
            if (below && Files.isDirectory(entry)) {
                collect(entry, false, to);
            } else {
                to.append('\n').append(entry).append(' ').append(facts(entry));
            }
        }
    }

    private static String facts(Path file) {
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
