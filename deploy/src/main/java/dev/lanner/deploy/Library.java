package dev.lanner.deploy;

import dev.lanner.deploy.descriptor.Descriptor;
import dev.lanner.deploy.descriptor.DescriptorReader;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.initializer.ServiceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// A jar in `WEB-INF/lib`, before its classes are looked at.
///
/// @param content the file, and what it has for extensions
/// @param fragment its `web-fragment.xml`; null where it has none
/// @param initializers the classes that its service file names
/// @param resources whether it has `META-INF/resources`
/// @param bringsApi whether it holds the Servlet API itself
record Library(UnpackedApplication.Jar content, @Nullable Descriptor fragment, List<String> initializers,
        boolean resources, boolean bringsApi) {
    private static final String FRAGMENT = "META-INF/web-fragment.xml";

    /// The file.
    Path jar() {
        return content.file();
    }

    /// The name of the file.
    String file() {
        return String.valueOf(jar().getFileName());
    }

    /// The name for messages.
    String name() {
        return "WEB-INF/lib/" + file();
    }

    /// The fragment's root; null where there is none.
    @Nullable
    Element root() {
        return fragment == null ? null : fragment.root();
    }

    /// Opens a jar and reads what deployment needs first.
    static Library open(Path jar) throws IOException, InvalidDescriptorException {
        String name = "WEB-INF/lib/" + jar.getFileName();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Descriptor fragment = null;
            ZipEntry descriptor = file.getEntry(FRAGMENT);
            if (descriptor != null) {
                try (InputStream in = file.getInputStream(descriptor)) {
                    fragment = DescriptorReader.read(name + "!/" + FRAGMENT, "web-fragment", in);
                }
            }
            List<String> initializers = List.of();
            ZipEntry service = file.getEntry(ServiceFile.INITIALIZERS);
            if (service != null) {
                try (InputStream in = file.getInputStream(service)) {
                    initializers = ServiceFile.read(in);
                }
            }
            boolean resources = file.getEntry("META-INF/resources") != null;
            boolean pages = false;
            List<String> tagLibraries = new ArrayList<>();
            for (JarEntry entry : Collections.list(file.entries())) {
                String entryName = entry.getName();
                if (entryName.startsWith("META-INF/")) {
                    boolean resource = entryName.startsWith("META-INF/resources/");
                    resources |= resource;
                    pages |= resource && (entryName.endsWith(".jsp") || entryName.endsWith(".jspx"));
                    if (entryName.endsWith(".tld")) {
                        tagLibraries.add(entryName);
                    }
                }
            }
            boolean api = file.getEntry("jakarta/servlet/Servlet.class") != null;
            return new Library(new UnpackedApplication.Jar(jar, tagLibraries, pages), fragment, initializers,
                    resources, api);
        } catch (IOException e) {
            throw new IOException("LNR-4010 " + name + ": can't be read as a jar: " + e.getMessage(), e);
        }
    }
}
