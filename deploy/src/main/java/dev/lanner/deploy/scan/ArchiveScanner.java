package dev.lanner.deploy.scan;

import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// Reads all class files of an archive or a directory. Stateless.
public final class ArchiveScanner {
    private static final String JAVAX = "javax.servlet.";

    private ArchiveScanner() {
    }

    /// Reads a jar; of a multi-release jar the classes of this Java version.
    ///
    /// @throws IOException when it is no jar, naming it
    /// @throws InvalidDescriptorException when an annotation breaks its rules
    public static ArchiveScan jar(String name, Path jar) throws IOException, InvalidDescriptorException {
        Collector collector = new Collector(name);
        try (JarFile file = new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            for (JarEntry entry : file.versionedStream().toList()) {
                if (isClass(entry.getName())) {
                    try (InputStream in = file.getInputStream(entry)) {
                        collector.add(entry.getName(), in.readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            throw new IOException("LNR-4010 " + name + ": can't be read as a jar: " + e.getMessage(), e);
        }
        return collector.result();
    }

    /// Reads a directory; an absent one holds nothing.
    ///
    /// @throws IOException when it can't be read
    /// @throws InvalidDescriptorException when an annotation breaks its rules
    public static ArchiveScan directory(String name, Path directory) throws IOException, InvalidDescriptorException {
        Collector collector = new Collector(name);
        if (Files.isDirectory(directory)) {
            List<Path> files;
            try (Stream<Path> tree = Files.walk(directory)) {
                files = tree.filter(Files::isRegularFile).sorted().toList();
            }
            for (Path file : files) {
                String relative = directory.relativize(file).toString().replace('\\', '/');
                if (isClass(relative)) {
                    collector.add(relative, Files.readAllBytes(file));
                }
            }
        }
        return collector.result();
    }

    private static boolean isClass(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class") && !name.endsWith("package-info.class")
                && !name.startsWith("META-INF/");
    }

    private static final class Collector {
        private final String archive;
        private final List<ScannedClass> classes = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private int unreadable;
        private String javaxUser = "";

        Collector(String archive) {
            this.archive = archive;
        }

        void add(String entry, byte[] bytes) throws InvalidDescriptorException {
            try {
                ScannedClass scanned = ClassFileReader.read(archive, bytes);
                classes.add(scanned);
                if (javaxUser.isEmpty() && usesJavax(scanned)) {
                    javaxUser = scanned.name();
                }
            } catch (IllegalArgumentException e) {
                if (!archive.endsWith(".jar") && javaVersion(bytes) > Runtime.version().feature()) {
                    // in a library it may be a class that nobody uses
                    throw new InvalidDescriptorException("LNR-4138", Location.of(archive + "/" + entry),
                            "the class is compiled for Java " + javaVersion(bytes) + ", and this server runs on Java "
                                    + Runtime.version().feature() + ": compile with --release "
                                    + Runtime.version().feature() + ", or run the server on a newer Java",
                            e);
                }
                unreadable++;
                if (unreadable <= 3) {
                    warnings.add(archive + "/" + entry + ": can't be read as a class file of Java "
                            + Runtime.version().feature() + " or older: " + reason(bytes, e));
                }
            }
        }

        /// Libraries often bring classes for the old API that nobody uses.
        private boolean usesJavax(ScannedClass scanned) {
            return scanned.annotations().stream().anyMatch(type -> type.startsWith(JAVAX))
                    || !archive.endsWith(".jar")
                            && scanned.supertypes().stream().anyMatch(type -> type.startsWith(JAVAX));
        }

        private static String reason(byte[] bytes, IllegalArgumentException e) {
            int version = javaVersion(bytes);
            return version > 0 ? "its version is that of Java " + version : String.valueOf(e.getMessage());
        }

        /// The release of Java that a class file is for; 0 when it is no class file.
        private static int javaVersion(byte[] bytes) {
            boolean classFile = bytes.length > 7 && bytes[0] == (byte) 0xCA && bytes[1] == (byte) 0xFE;
            return classFile ? ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) - 44 : 0;
        }

        ArchiveScan result() {
            if (unreadable > 3) {
                warnings.add(archive + ": " + (unreadable - 3) + " more class files can't be read");
            }
            if (!javaxUser.isEmpty()) {
                warnings.add(archive + ": " + javaxUser + " uses javax.servlet, the Servlet API before Jakarta EE 9; "
                        + "it won't work here until it is migrated to jakarta.servlet");
            }
            classes.sort(Comparator.comparing(ScannedClass::name));
            return new ArchiveScan(archive, classes, warnings);
        }
    }
}
