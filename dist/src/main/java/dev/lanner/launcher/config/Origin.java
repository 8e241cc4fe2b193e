package dev.lanner.launcher.config;

/// Where a value was said.
///
/// @param source a file, `--set`, `--urls` or the name of an environment variable
/// @param line the line in the file from 1; 0 when there is none
public record Origin(String source, int line) {

    /// From the text of one.
    static Origin of(String text) {
        int colon = text.lastIndexOf(':');
        int line = 0;
        for (int i = colon + 1; colon > 0 && i < text.length() && i < colon + 9; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return new Origin(text, 0);
            }
            line = line * 10 + (c - '0');
        }
        return line == 0 ? new Origin(text, 0) : new Origin(text.substring(0, colon), line);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
