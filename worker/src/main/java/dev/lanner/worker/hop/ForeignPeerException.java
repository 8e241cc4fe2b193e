package dev.lanner.worker.hop;

import java.io.IOException;
import java.nio.file.Path;

/// The process that listens at a worker's socket is not of the worker's user: it was told nothing.
public final class ForeignPeerException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignPeerException(Path socket, String user, String expected) {
        super("the process that listens at " + socket + " is one of the user " + user + " and not of " + expected
                + ": no request was sent there. Look who may write to that directory");
    }
}
