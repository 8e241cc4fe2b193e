package dev.lanner.launcher.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a file of settings; loads the YAML parser only when the file says something.
final class YamlFile {
    private static final int LARGEST = 1 << 20;

    private YamlFile() {
    }

    /// The file's values.
    static List<Entry> read(Path file, Faults faults) {
        Origin whole = new Origin(file.toString(), 0);
        String text;
        try {
            if (Files.size(file) > LARGEST) {
                faults.add(whole, "", null, "a file of settings holds at most " + LARGEST + " bytes");
                return List.of();
            }
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            faults.add(whole, "", null, "must be UTF-8");
            return List.of();
        } catch (IOException e) {
            faults.add(whole, "", null, "cannot be read: " + reason(e));
            return List.of();
        }
        return saysNothing(text) ? List.of() : new YamlEntries(file.toString(), faults).read(text);
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
