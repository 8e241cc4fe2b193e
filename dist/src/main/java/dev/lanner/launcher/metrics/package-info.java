/// What the server measures, and its text for Prometheus. Loaded only where an admin endpoint or JMX asks for it.
///
/// Requests are counted on their own threads without waiting; the text is made by whoever asks for it.
@NullMarked
package dev.lanner.launcher.metrics;

import org.jspecify.annotations.NullMarked;
