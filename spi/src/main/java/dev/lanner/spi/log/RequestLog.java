package dev.lanner.spi.log;

/// Told of each finished and of each rejected request; safe for use by several threads, never blocks for long.
public interface RequestLog {

    /// Keeps nothing.
    RequestLog NONE = new RequestLog() {
        @Override
        public boolean wantsAll() {
            return false;
        }

        @Override
        public void log(RequestLogEntry entry) {
            // nothing is kept
        }
    };

    /// Whether requests that were served are wanted too; false: only rejected ones.
    boolean wantsAll();

    /// Takes an entry.
    void log(RequestLogEntry entry);
}
