package dev.lanner.jsp;

import dev.lanner.deploy.UnpackedApplication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A tag library descriptor, as far as deployment needs it: its listeners (JSP 4.0, 7.1.9).
///
/// @param name the file, for messages
/// @param content its bytes
@SuppressWarnings("ArrayRecordComponent") // never compared
record TagLibrary(String name, byte[] content) {
    private static final int MAX_SIZE = 16 << 20;

    /// All of an application: below `WEB-INF`, then those of its jars.
    static List<TagLibrary> all(UnpackedApplication application, PageFiles files) throws IOException {
        List<TagLibrary> all = new ArrayList<>();
        for (Path file : files.tagLibraries()) {
            try (InputStream in = Files.newInputStream(file)) {
                all.add(new TagLibrary(application.root().relativize(file).toString(), in.readNBytes(MAX_SIZE)));
            }
        }
        for (UnpackedApplication.Jar jar : application.libraries()) {
            if (!jar.tagLibraries().isEmpty()) {
                addAll(jar, all);
            }
        }
        return all;
    }

    private static void addAll(UnpackedApplication.Jar jar, List<TagLibrary> all) throws IOException {
        try (JarFile archive = new JarFile(jar.file().toFile(), false)) {
            for (String entry : jar.tagLibraries()) {
                ZipEntry found = archive.getEntry(entry);
                if (found != null) {
                    try (InputStream in = archive.getInputStream(found)) {
                        all.add(new TagLibrary("WEB-INF/lib/" + jar.file().getFileName() + "!/" + entry,
                                in.readNBytes(MAX_SIZE)));
                    }
                }
            }
        }
    }

    /// The class names of its listeners. Most libraries have none: then it is not parsed.
    ///
    /// @throws IOException when it is not well formed, with file and line
    List<String> listeners() throws IOException {
        if (!new String(content, StandardCharsets.ISO_8859_1).contains("listener-class")) {
            return List.of();
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, space) -> new ByteArrayInputStream(new byte[0]));
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            try {
                return listeners(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new IOException("LNR-4201 " + name + ":" + line + ": is not well-formed XML: "
                    + String.valueOf(e.getMessage()).lines().reduce((first, last) -> last).orElse(""), e);
        }
    }

    private static List<String> listeners(XMLStreamReader xml) throws XMLStreamException {
        List<String> classes = new ArrayList<>();
        boolean inListener = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                inListener |= xml.getLocalName().equals("listener");
                if (inListener && xml.getLocalName().equals("listener-class")) {
                    classes.add(xml.getElementText().strip());
                }
            } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("listener")) {
                inListener = false;
            }
        }
        return classes;
    }
}
