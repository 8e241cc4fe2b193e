package dev.lanner.spi.config;

import java.time.Duration;

/// A minimum speed. Checked about each second once the grace is over.
///
/// @param bytesPerSecond at least 1; [#NONE] stands for no minimum
/// @param grace more than one second
public record DataRate(long bytesPerSecond, Duration grace) {

    /// No minimum.
    public static final DataRate NONE = new DataRate(0, Duration.ofSeconds(5));

    /// Whether there is a minimum.
    public boolean limited() {
        return bytesPerSecond > 0;
    }
}
