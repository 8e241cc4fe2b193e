package dev.lanner.launcher.front;

import dev.lanner.launcher.control.ControlLine;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a front server is.
///
/// @param path its base directory, or its registration socket
/// @param isSocket which of both
/// @param user who it must run as: whoever else listens there learns nothing
public record FrontPlace(Path path, boolean isSocket, String user) {

    /// @return null when nobody listens there
    @Nullable
    ControlLine connect() throws IOException {
        return isSocket ? ControlLine.connectTo(path) : ControlLine.connect(path.resolve("run"));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
