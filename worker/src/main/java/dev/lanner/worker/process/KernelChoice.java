package dev.lanner.worker.process;

import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which process the kernel kills when the machine has no memory left: a worker, which is started again, and not the front
/// server with all applications. Stateless.
final class KernelChoice {
    private static final Logger LOG = LazyLogger.of(KernelChoice.class);
    private static final String FILE = "oom_score_adj";
    private static final int MORE = 300;
    private static final int MOST = 1000;

    private KernelChoice() {
    }

    /// Makes a process a better choice than this one.
    static void prefer(long pid) {
        try {
            int own = Integer
                    .parseInt(Files.readString(Path.of("/proc/self", FILE), StandardCharsets.US_ASCII).strip());
            Files.writeString(Path.of("/proc", Long.toString(pid), FILE), Integer.toString(Math.min(MOST, own + MORE)),
                    StandardCharsets.US_ASCII);
        } catch (IOException | NumberFormatException e) {
            // it has ended already, or the system has no such thing
            LOG.log(Level.DEBUG, "oom_score_adj of a worker can't be set", e);
        }
    }
}
