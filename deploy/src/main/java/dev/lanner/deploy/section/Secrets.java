package dev.lanner.deploy.section;

import dev.lanner.spi.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Passwords of sections: what is one, and the files that hold them. Stateless.
final class Secrets {
    private static final List<String> WORDS = List.of("password", "passwd", "passphrase", "pwd", "secret", "credential",
            "apikey", "api-key", "api_key", "private-key", "access-key");
    /// `//user:password@`, Oracle's `:user/password@`, `password=` and the like.
    private static final Pattern IN_URL = Pattern.compile(
            "//[^/@?]*:[^@]*@|:[^:/@]+/[^/@][^@]*@|(password|passwd|passphrase|pwd|secret|token)=",
            Pattern.CASE_INSENSITIVE);

    private Secrets() {
    }

    /// Whether the name of a value says that it must not be shown.
    static boolean isSecret(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean secret = name.endsWith("token");
        for (String word : WORDS) {
            secret |= name.contains(word);
        }
        return secret && !name.endsWith("-file");
    }

    /// Whether a text has a password in it, as URLs of databases may have: before an `@`, or as a parameter.
    static boolean holdsSecret(String text) {
        return IN_URL.matcher(text).find();
    }

    /// The first line of a file that a value names, relative to `conf`.
    ///
    /// @return null where it can't be read and the fault has been told
    static @Nullable String read(ConfigNode node) {
        if (!node.scalar()) {
            return null;
        }
        try {
            Path file = conf(node).resolve(node.text());
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                node.fault("names " + file + ", whose first line is empty");
                return null;
            }
            return lines.getFirst();
        } catch (NoSuchFileException e) {
            node.fault("names " + e.getFile() + ", which is not there");
        } catch (java.nio.file.AccessDeniedException e) {
            node.fault("names " + e.getFile() + ", which can't be read: permission denied");
        } catch (IOException e) {
            node.fault("names a file that can't be read: " + e.getMessage());
        } catch (InvalidPathException e) {
            node.fault("is no path: " + e.getReason());
        }
        return null;
    }

    /// The directory `conf`, from the place of the file with the value: `conf/lanner.yaml`, `conf/contexts/shop.yaml`.
    private static Path conf(ConfigNode node) {
        String origin = node.origin();
        int line = origin.lastIndexOf(':');
        Path folder = Path.of(line < 0 ? origin : origin.substring(0, line)).toAbsolutePath().getParent();
        for (Path at = folder; at != null; at = at.getParent()) {
            if (at.endsWith("contexts")) {
                Path conf = at.getParent();
                return conf == null ? at : conf;
            }
        }
        return folder == null ? Path.of("") : folder;
    }
}
