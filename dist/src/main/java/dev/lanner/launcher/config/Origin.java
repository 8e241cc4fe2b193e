package dev.lanner.launcher.config;

/// Where a value was said.
///
/// @param source a file, `--set`, `--urls` or the name of an environment variable
/// @param line the line in the file from 1; 0 when there is none
public record Origin(String source, int line) {

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
