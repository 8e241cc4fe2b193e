package dev.lanner.arquillian;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The distribution as it is given: a folder, or a zip that is unpacked first.
final class Distribution {
    private Distribution() {
    }

    /// The folder of the distribution.
    ///
    /// @param given a folder or a zip
    /// @param into where a zip is unpacked to
    /// @throws IOException when it can't be unpacked, or is no distribution
    static Path home(Path given, Path into) throws IOException {
        Path home = Files.isDirectory(given) ? given : unpack(given, into);
        if (!Files.isRegularFile(home.resolve("lib").resolve("lanner.jar"))) {
            throw new IOException("LNR-8008: " + given + " is no distribution of Lanner: it has no lib/lanner.jar");
        }
        return home;
    }

    private static Path unpack(Path zip, Path into) throws IOException {
        Path top = into;
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("LNR-8008: " + zip + ": entry " + entry.getName() + " leads out of it");
                }
                top = into.resolve(into.relativize(target).getName(0));
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
        Path script = top.resolve("bin").resolve("lanner");
        if (Files.exists(script) && !Files.isExecutable(script) && !script.toFile().setExecutable(true)) {
            throw new IOException("LNR-8008: " + script + " can't be made executable");
        }
        return top;
    }
}
