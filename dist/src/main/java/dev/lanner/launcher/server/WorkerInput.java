package dev.lanner.launcher.server;

import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.pairing.PairingToken;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The standard input of a worker: the token of its front server in one line, then nothing until that is gone.
public final class WorkerInput {
    private static final System.Logger LOG = LazyLogger.of(WorkerInput.class);
    private static final int LONGEST = 100;

    private final InputStream in;

    /// @param in standard input, not buffered
    public WorkerInput(InputStream in) {
        this.in = in;
    }

    /// That of this process. What the application sees in its place is empty: by closing it, it would stop the worker.
    public static WorkerInput ofProcess() {
        WorkerInput own = new WorkerInput(new FileInputStream(FileDescriptor.in));
        System.setIn(InputStream.nullInputStream());
        return own;
    }

    /// Reads the token; waits for it.
    ///
    /// @throws LauncherException when there is none; the message does not tell what was read
    public PairingToken token() throws LauncherException {
        byte[] line = new byte[LONGEST];
        int size = 0;
        try {
            for (int read = in.read(); read != '\n'; read = in.read()) {
                if (read < 0 || size == LONGEST) {
                    throw WorkerVariables.usage("LNR-5702", "standard input has no line with a token");
                }
                line[size++] = (byte) read;
            }
            return new PairingToken(new String(line, 0, size, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException | IOException e) {
            throw WorkerVariables.usage("LNR-5702", "standard input has no token: " + e.getMessage());
        }
    }

    /// Waits until the front server is gone: by its end the operating system closes the other side.
    public void awaitEnd() {
        byte[] block = new byte[LONGEST];
        try {
            while (in.read(block) >= 0) {
                // nothing more is said here
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "standard input: {0}", e.getMessage());
        }
    }
}
