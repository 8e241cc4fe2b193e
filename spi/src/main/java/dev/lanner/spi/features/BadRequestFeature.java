package dev.lanner.spi.features;

/// Present when the request was refused while the application served it.
public interface BadRequestFeature {

    /// The reason code, as in the access log.
    String reason();
}
