package dev.lanner.deploy.descriptor;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads `web.xml` and `web-fragment.xml` of all versions into elements.
///
/// No DTD and no entity is ever loaded: a document type declaration is stepped over, a reference to an entity of its
/// own is an error. Pure.
public final class DescriptorReader {
    private static final int MAX_DEPTH = 32;
    private static final Set<String> NAMESPACES = Set.of("", "http://java.sun.com/xml/ns/j2ee",
            "http://java.sun.com/xml/ns/javaee", "http://xmlns.jcp.org/xml/ns/javaee",
            "https://jakarta.ee/xml/ns/jakartaee");

    private final String file;
    private final XMLStreamReader xml;
    private final Map<String, String> rootAttributes = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private String namespace = "";

    private DescriptorReader(String file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    /// Reads a descriptor and checks it against the schema.
    ///
    /// @param file its name, for messages
    /// @param root `web-app` or `web-fragment`
    /// @param content read to its end, not closed
    /// @throws InvalidDescriptorException naming the line
    public static Descriptor read(String file, String root, InputStream content) throws InvalidDescriptorException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, space) -> new ByteArrayInputStream(new byte[0]));
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(content);
            try {
                return new DescriptorReader(file, xml).document(root);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            javax.xml.stream.Location where = e.getLocation();
            throw new InvalidDescriptorException("LNR-4001",
                    new Location(file, where == null ? 0 : Math.max(where.getLineNumber(), 0)),
                    "is not well-formed XML: " + firstLine(e));
        }
    }

    private static String firstLine(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int text = message.indexOf("Message: ");
        return text < 0 ? message.lines().findFirst().orElse("") : message.substring(text + 9).strip();
    }

    private Descriptor document(String root) throws XMLStreamException, InvalidDescriptorException {
        while (xml.next() != XMLStreamConstants.START_ELEMENT) {
            // comments, processing instructions, the document type
        }
        Location at = here();
        namespace = space();
        if (!xml.getLocalName().equals(root)) {
            throw new InvalidDescriptorException("LNR-4002", at,
                    "the root element is <" + xml.getLocalName() + ">, it must be <" + root + ">");
        }
        if (!NAMESPACES.contains(namespace)) {
            warnings.add(at + ": unknown namespace " + namespace + ", read as that of Jakarta EE");
        }
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            rootAttributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i).strip());
        }
        Element element = element(0);
        while (xml.hasNext()) {
            xml.next();
        }
        new Schema(warnings).check(element);
        return new Descriptor(element, rootAttributes.getOrDefault("version", ""),
                rootAttributes.getOrDefault("metadata-complete", "false").equalsIgnoreCase("true"), warnings);
    }

    private Element element(int depth) throws XMLStreamException, InvalidDescriptorException {
        Location at = here();
        if (depth > MAX_DEPTH) {
            throw new InvalidDescriptorException("LNR-4001", at, "elements are nested too deeply");
        }
        String name = space().equals(namespace) ? xml.getLocalName() : "{" + space() + "}" + xml.getLocalName();
        List<Element> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Element(name, completed(name, text.toString().strip(), at), children, at);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw new InvalidDescriptorException("LNR-4001", here(),
                        "the entity &" + xml.getLocalName() + "; is not resolved; write its text instead");
                default -> {
                    // comments and processing instructions mean nothing
                }
            }
        }
    }

    /// Descriptors of before Servlet 2.3 could leave out the slash at the front of a pattern; they say no version.
    private String completed(String name, String text, Location at) {
        boolean slashMissing = name.equals("url-pattern") && !text.isEmpty() && !text.startsWith("/")
                && !text.startsWith("*") && !rootAttributes.containsKey("version");
        if (!slashMissing) {
            return text;
        }
        warnings.add(at + ": <url-pattern> \"" + text + "\" is read as \"/" + text
                + "\", as the descriptor is one of Servlet 2.2: it says no version");
        return "/" + text;
    }

    private String space() {
        String uri = xml.getNamespaceURI();
        return uri == null ? "" : uri;
    }

    private Location here() {
        return new Location(file, xml.getLocation().getLineNumber());
    }
}
