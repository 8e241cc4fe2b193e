package dev.lanner.worker.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file that the output of a process goes to: `worker-NAME_TIME_PID.log`. When it is full it is put aside as
/// `….log.1`, an older one as `….log.2` and so on. Written by one thread.
final class WorkerLog implements Closeable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final String END = ".log";

    private final Path file;
    private final WorkerSpec.Output limits;
    private @Nullable FileChannel channel;
    private long size;
    private boolean lineEnded = true;

    /// @param file is made when something is written
    WorkerLog(Path file, WorkerSpec.Output limits) {
        this.file = file;
        this.limits = limits;
    }

    /// The name of a file.
    ///
    /// @param context in a form that file names may have
    static String name(String context, Instant started, long pid) {
        return begin(context) + TIME.format(started) + "_" + pid + END;
    }

    private static String begin(String context) {
        return "worker-" + context + "_";
    }

    /// Where it is written.
    Path file() {
        return file;
    }

    /// Appends. Lines stay together in one file, unless they are very long.
    void write(byte[] block, int length) throws IOException {
        int from = 0;
        if (size > 0 && size + length > limits.size()) {
            from = lineEnded ? 0 : lineEnd(block, length);
            append(block, 0, from);
            rotate();
        }
        append(block, from, length);
        lineEnded = block[length - 1] == '\n';
    }

    /// Behind the first end of a line; 0 where there is none.
    private static int lineEnd(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            if (block[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private void append(byte[] block, int from, int to) throws IOException {
        if (from == to) {
            return;
        }
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = open();
            channel = open;
        }
        ByteBuffer bytes = ByteBuffer.wrap(block, from, to - from);
        while (bytes.hasRemaining()) {
            size += open.write(bytes);
        }
    }

    private FileChannel open() throws IOException {
        FileChannel opened = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        size = opened.size();
        return opened;
    }

    private void rotate() throws IOException {
        close();
        size = 0;
        for (int i = limits.files() - 1; i > 1; i--) {
            move(older(i - 1), older(i));
        }
        if (limits.files() > 1) {
            move(file, older(1));
        } else {
            Files.deleteIfExists(file);
        }
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /// Deletes the oldest files of a context's processes that have ended, down to as many as are kept.
    ///
    /// @param running the files of those that run
    static void prune(Path directory, String context, Set<Path> running, int keep) throws IOException {
        List<Path> ended = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory,
                file -> isOf(String.valueOf(file.getFileName()), context))) {
            for (Path file : all) {
                String name = String.valueOf(file.getFileName());
                Path log = directory
                        .resolve(name.substring(0, name.indexOf(END, begin(context).length()) + END.length()));
                if (!running.contains(log)) {
                    ended.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // the time stands in the name; within a process .1 is younger than .2
        ended.sort(Comparator.comparing(WorkerLog::stem).reversed().thenComparingInt(WorkerLog::number));
        for (int i = keep; i < ended.size(); i++) {
            Files.deleteIfExists(ended.get(i));
        }
    }

    private static boolean isOf(String name, String context) {
        String begin = begin(context);
        return name.startsWith(begin) && name.substring(begin.length())
                .matches("[0-9]{8}T[0-9]{6}Z_[0-9]+\\.(log(\\.[0-9]{1,5})?|crash\\.log)");
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.indexOf('.', name.lastIndexOf("Z_")));
    }

    private static int number(Path file) {
        String name = String.valueOf(file.getFileName());
        int at = name.indexOf(END + ".");
        return at < 0 ? 0 : Integer.parseInt(name.substring(at + END.length() + 1));
    }
}
