package dev.lanner.deploy.section;

import dev.lanner.spi.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Passwords of sections: what is one, and the files that hold them. Stateless.
final class Secrets {
    private Secrets() {
    }

    /// Whether the name of a value says that it must not be shown.
    static boolean isSecret(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return (name.contains("password") || name.contains("passwd") || name.contains("secret")
                || name.endsWith("token")) && !name.endsWith("-file");
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
