package dev.lanner.jsp;

import dev.lanner.deploy.UnpackedApplication;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.jasper.servlet.TldScanner;
import org.apache.tomcat.util.descriptor.tld.TldResourcePath;
import org.xml.sax.SAXException;

/// Finds the tag libraries of one application, then JSTL. A library of the application wins over one of the same URI
/// that the server has. Nothing else of the server is looked at.
final class TagLibraryScanner extends TldScanner {
    private static final String JSTL = "META-INF/c.tld";

    private final List<UnpackedApplication.Jar> jars;

    TagLibraryScanner(ServletContext context, List<UnpackedApplication.Jar> jars) {
        super(context, true, false, true);
        this.jars = jars;
    }

    @Override
    public void scanJars() {
        try {
            for (UnpackedApplication.Jar jar : jars) {
                URL url = jar.file().toUri().toURL();
                for (String entry : jar.tagLibraries()) {
                    parse(new TldResourcePath(url, "/WEB-INF/lib/" + jar.file().getFileName(), entry));
                }
            }
            scanJstl();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scanJstl() throws IOException {
        URL url = TagLibraryScanner.class.getClassLoader().getResource(JSTL);
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            return;
        }
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith("META-INF/") && name.endsWith(".tld")) {
                    parse(new TldResourcePath(connection.getJarFileURL(), null, name));
                }
            }
        }
    }

    private void parse(TldResourcePath path) throws IOException {
        try {
            parseTld(path);
        } catch (SAXException e) {
            throw new IOException(path.toExternalForm() + ": " + e.getMessage(), e);
        }
    }
}
