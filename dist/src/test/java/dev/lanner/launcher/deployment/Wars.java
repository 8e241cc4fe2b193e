package dev.lanner.launcher.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes WARs of the classes of this module's tests.
final class Wars {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    static Wars war() {
        return new Wars();
    }

    Wars file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Wars file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /// A class with its nested ones, in `WEB-INF/classes`.
    Wars classes(Class<?> type, String... nested) throws IOException {
        add(type.getName());
        for (String name : nested) {
            add(type.getName() + "$" + name);
        }
        return this;
    }

    private void add(String className) throws IOException {
        String name = className.replace('.', '/') + ".class";
        try (InputStream in = Wars.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no " + name);
            }
            files.put("WEB-INF/classes/" + name, in.readAllBytes());
        }
    }

    /// Writes it aside, then puts it in its place at once.
    Path write(Path war) throws IOException {
        Path aside = war.resolveSibling("." + war.getFileName());
        try (OutputStream out = Files.newOutputStream(aside); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return Files.move(aside, war, StandardCopyOption.ATOMIC_MOVE);
    }
}
