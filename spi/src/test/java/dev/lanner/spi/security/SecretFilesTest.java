package dev.lanner.spi.security;

import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Who may read a file with a password.
class SecretFilesTest {
    @TempDir private Path directory;
    private final List<String> lines = new ArrayList<>();

    private final class Lines implements Logger {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            lines.add(level + " " + text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
            lines.add(level + " " + MessageFormat.format(format, values));
        }
    }

    @ParameterizedTest
    @CsvSource({"rw-------, false", "r--------, false", "rw-r-----, false", "rw-rw----, true", "rw----r--, true",
        "rw-r--r--, true", "rw-----w-, true"})
    void othersAreWarnedOf(String mode, boolean warned) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        SecretFiles.warnIfShared(new Lines(), "login.jdbc-password-file", file);

        assertEquals(warned
                ? List.of("WARNING LNR-3231: login.jdbc-password-file: " + file + " holds secrets and may be read or "
                        + "written by others, as its mode is " + mode + ": chmod 600 it")
                : List.of(), lines);
    }
}
