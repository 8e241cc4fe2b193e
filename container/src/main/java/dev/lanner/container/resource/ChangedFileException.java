package dev.lanner.container.resource;

import java.io.IOException;

/// A file is no longer the one that was found a moment ago.
final class ChangedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedFileException(String path) {
        super("the file changed or went away: " + path);
    }
}
