package dev.lanner.launcher.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a file of settings; loads the YAML parser only when the file says something.
final class YamlFile {
    private static final int LARGEST = 1 << 20;
    private static final int LARGEST_FOREIGN = 64 << 10;

    private YamlFile() {
    }

    /// The file's values.
    static List<Entry> read(Path file, Faults faults) {
        String text = text(file, new Origin(file.toString(), 0), LARGEST, faults);
        return text == null || saysNothing(text) ? List.of() : new YamlEntries(file.toString(), faults).read(text);
    }

    /// The values of a file that somebody else than the owner has written.
    ///
    /// @param shown its name for people
    static List<Entry> readForeign(Path file, String shown, Faults faults) {
        Origin whole = new Origin(shown, 0);
        if (!Files.isRegularFile(file)) {
            faults.add(whole, "", null, "must be a regular file");
            return List.of();
        }
        String text = text(file, whole, LARGEST_FOREIGN, faults);
        return text == null || saysNothing(text) || !new ForeignYaml(shown, faults).isPlain(text)
                ? List.of()
                : new YamlEntries(shown, faults).read(text);
    }

    private static @Nullable String text(Path file, Origin whole, int largest, Faults faults) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(largest + 1);
            if (bytes.length > largest) {
                faults.add(whole, "", null, "a file of settings holds at most " + largest + " bytes");
                return null;
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            faults.add(whole, "", null, "must be UTF-8");
            return null;
        } catch (IOException e) {
            faults.add(whole, "", null, "cannot be read: " + reason(e));
            return null;
        }
    }

    /// Whether there are only blank lines and comments.
    private static boolean saysNothing(String text) {
        boolean comment = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                comment = false;
            } else if (c == '#') {
                comment = true;
            } else if (!comment && c != ' ') {
                return false;
            }
        }
        return true;
    }

    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "no such file";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
