package dev.lanner.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads the files that a configuration names; each fault says which and why.
final class SecretFile {
    private static final long MOST = 16L << 20;

    private SecretFile() {
    }

    static byte[] read(String setting, String file) throws TlsConfigException {
        Path path = Path.of(file);
        try {
            if (Files.size(path) > MOST) {
                throw new TlsConfigException("LNR-2120: " + setting + ": " + file + " has more than 16 MiB.");
            }
            return Files.readAllBytes(path);
        } catch (TlsConfigException e) {
            throw e;
        } catch (IOException e) {
            String why = Files.notExists(path) ? "it does not exist" : "it can't be read: " + e.getMessage();
            throw new TlsConfigException("LNR-2120: " + setting + ": " + file + ": " + why
                    + ". Relative paths are below conf/; the server's user must be able to read it.", e);
        }
    }

    /// The first line of a password's file; empty where none is named.
    static char[] password(String setting, String file) throws TlsConfigException {
        if (file.isEmpty()) {
            return new char[0];
        }
        String text = new String(read(setting, file), java.nio.charset.StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).toCharArray();
    }
}
