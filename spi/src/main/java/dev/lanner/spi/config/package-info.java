/// Settings, limits and endpoint definitions. Each setting is said once, in [dev.lanner.spi.config.Settings]; running
/// code sees immutable records.
@NullMarked
package dev.lanner.spi.config;

import org.jspecify.annotations.NullMarked;
