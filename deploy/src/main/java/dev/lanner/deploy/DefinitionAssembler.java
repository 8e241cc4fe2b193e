package dev.lanner.deploy;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.CookieDefinition;
import dev.lanner.container.definition.ErrorPageDefinition;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.JspDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.MultipartDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.container.definition.SessionDefinition;
import dev.lanner.container.definition.UnavailableComponent;
import dev.lanner.container.definition.UnavailableComponent.Kind;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.spi.message.FieldSyntax;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.SessionTrackingMode;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns the merged descriptor into a context definition. Belongs to one deployment.
final class DefinitionAssembler {
    /// Names that the container gives to servlets of its own.
    private static final Set<String> BUILT_IN = Set.of("default", "jsp");

    private final Element root;
    private final ClassAnnotations classes;
    private final ContextDefinitionBuilder to;
    private final Map<String, String> classOfServlet = new LinkedHashMap<>();
    private final Map<String, List<String>> patternsOfServlet = new HashMap<>();

    DefinitionAssembler(Element root, ClassAnnotations classes, ContextDefinitionBuilder to) {
        this.root = root;
        this.classes = classes;
        this.to = to;
    }

    void assemble() throws InvalidDescriptorException {
        for (Element param : root.children("context-param")) {
            to.initParameter(param.text("param-name", ""), param.text("param-value", ""));
        }
        servlets();
        servletMappings();
        filters();
        filterMappings();
        for (Element listener : root.children("listener")) {
            String className = listener.text("listener-class", "");
            if (available(Kind.LISTENER, className, className)) {
                to.listener(ListenerDefinition.of(ComponentRef.named(className)));
            }
        }
        pages();
        session();
        jsp();
        to.security(new SecurityAssembler(root, to::warning).assemble(secured()));
        to.requestEncoding(encoding(root, "request-character-encoding"));
        to.responseEncoding(encoding(root, "response-character-encoding"));
        to.defaultContextPath(root.text("default-context-path"));
        to.distributable(root.child("distributable") != null);
        String name = root.text("display-name", "");
        if (!name.isEmpty()) {
            to.displayName(name);
        }
    }

    /// A name of an encoding, as it is written; one that this JVM does not know is said with its line, and fails what
    /// uses it.
    private @Nullable String encoding(Element parent, String child) {
        Element element = parent.child(child);
        if (element == null) {
            return null;
        }
        String name = element.text();
        boolean known;
        try {
            known = Charset.isSupported(name);
        } catch (IllegalArgumentException e) {
            known = false;
        }
        if (!known) {
            to.warning(element.at() + ": <" + child + "> is \"" + name + "\", an encoding that this JVM does not know");
        }
        return name;
    }

    private boolean available(Kind kind, String name, String className) {
        String gap = classes.hierarchy().missingFor(className);
        if (gap != null) {
            to.unavailable(new UnavailableComponent(kind, name, gap));
        }
        return gap == null;
    }

    private void servlets() {
        for (Element servlet : root.children("servlet")) {
            String name = servlet.text("servlet-name", "");
            ServletDefinition.Builder builder = ServletDefinition.builder(name);
            String className = servlet.text("servlet-class");
            String jspFile = servlet.text("jsp-file");
            if (jspFile != null) {
                builder.jspFile(jspFile);
            } else if (className != null) {
                builder.className(className);
                classOfServlet.put(name, className);
                available(Kind.SERVLET, name, className);
            }
            initParameters(servlet).forEach(builder::initParameter);
            Element load = servlet.child("load-on-startup");
            if (load != null) {
                builder.loadOnStartup(load.text().isEmpty() ? 0 : clamp(load.text()));
            }
            builder.asyncSupported(servlet.flag("async-supported"));
            builder.enabled(servlet.child("enabled") == null || servlet.flag("enabled"));
            Element multipart = servlet.child("multipart-config");
            builder.multipart(multipart(multipart == null ? classes.of(className, "multipart-config") : multipart));
            Element runAs = servlet.child("run-as");
            Element role = runAs == null ? classes.of(className, "run-as") : runAs;
            builder.runAs(role == null ? null : role.text("role-name"));
            for (Element ref : servlet.children("security-role-ref")) {
                String used = ref.text("role-name", "");
                builder.roleRef(used, ref.text("role-link", used));
            }
            to.servlet(builder.build());
        }
    }

    private static Map<String, String> initParameters(Element component) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Element param : component.children("init-param")) {
            parameters.put(param.text("param-name", ""), param.text("param-value", ""));
        }
        return parameters;
    }

    private static @Nullable MultipartDefinition multipart(@Nullable Element config) {
        return config == null
                ? null
                : new MultipartDefinition(config.text("location", ""), number(config, "max-file-size", -1),
                        number(config, "max-request-size", -1),
                        (int) Math.min(Integer.MAX_VALUE, Math.max(0, number(config, "file-size-threshold", 0))));
    }

    private static long number(Element parent, String child, long otherwise) {
        String text = parent.text(child, "");
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static int clamp(String number) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Long.parseLong(number)));
    }

    private void servletMappings() throws InvalidDescriptorException {
        Map<String, Element> owners = new LinkedHashMap<>();
        for (Element mapping : root.children("servlet-mapping")) {
            String name = mapping.text("servlet-name", "");
            if (!BUILT_IN.contains(name) && !declared("servlet", name)) {
                throw new InvalidDescriptorException("LNR-4008", mapping.at(), "<servlet-mapping> names the servlet \""
                        + name + "\", which no descriptor or annotation declares");
            }
            for (String pattern : mapping.texts("url-pattern")) {
                Element owner = owners.putIfAbsent(pattern, mapping);
                if (owner != null && !owner.text("servlet-name", "").equals(name)) {
                    clash(pattern, owner, mapping);
                    continue;
                }
                if (owner == null) {
                    to.servletMapping(pattern, name);
                    patternsOfServlet.computeIfAbsent(name, key -> new ArrayList<>()).add(pattern);
                }
            }
        }
    }

    /// `web.xml` stands first in the merged descriptor, so it is always the owner; it wins over the others, who must
    /// agree among themselves (Servlet 6.1, 12.2).
    private void clash(String pattern, Element owner, Element other) throws InvalidDescriptorException {
        String both = "the URL pattern \"" + pattern + "\" of the servlet \"" + other.text("servlet-name", "")
                + "\" is also that of \"" + owner.text("servlet-name", "") + "\" at " + owner.at();
        if (!owner.at().file().equals(root.at().file()) || other.at().file().equals(root.at().file())) {
            throw new InvalidDescriptorException("LNR-4009", other.at(), both);
        }
        to.warning(other.at() + ": " + both + ", which wins");
    }

    private boolean declared(String kind, String name) {
        return root.children(kind).stream().anyMatch(one -> one.text(kind + "-name", "").equals(name));
    }

    private void filters() throws InvalidDescriptorException {
        for (Element filter : root.children("filter")) {
            String name = filter.text("filter-name", "");
            String className = filter.text("filter-class");
            if (className == null) {
                throw new InvalidDescriptorException("LNR-4003", filter.at(),
                        "the filter \"" + name + "\" has no <filter-class>");
            }
            available(Kind.FILTER, name, className);
            to.filter(new FilterDefinition(name, ComponentRef.named(className), initParameters(filter),
                    filter.flag("async-supported")));
        }
    }

    private void filterMappings() throws InvalidDescriptorException {
        for (Element mapping : root.children("filter-mapping")) {
            String name = mapping.text("filter-name", "");
            if (!declared("filter", name)) {
                throw new InvalidDescriptorException("LNR-4008", mapping.at(), "<filter-mapping> names the filter \""
                        + name + "\", which no descriptor or annotation declares");
            }
            List<String> patterns = mapping.texts("url-pattern");
            List<String> servlets = mapping.texts("servlet-name");
            if (patterns.isEmpty() && servlets.isEmpty()) {
                throw new InvalidDescriptorException("LNR-4003", mapping.at(),
                        "<filter-mapping> needs a <url-pattern> or a <servlet-name>");
            }
            Set<DispatcherType> types = EnumSet.noneOf(DispatcherType.class);
            mapping.texts("dispatcher").forEach(type -> types.add(DispatcherType.valueOf(type)));
            to.filterMapping(new FilterMappingDefinition(name, patterns, servlets, types));
        }
    }

    private void pages() throws InvalidDescriptorException {
        List<Element> lists = root.children("welcome-file-list");
        if (!lists.isEmpty()) {
            to.welcomeFiles(lists.stream().flatMap(list -> list.texts("welcome-file").stream())
                    // without a slash at the front (Servlet 6.1, 10.10), where one is often written
                    .map(file -> file.startsWith("/") ? file.substring(1) : file).filter(file -> !file.isEmpty())
                    .distinct().toList());
        }
        for (Element page : root.children("error-page")) {
            String location = page.text("location", "");
            String code = page.text("error-code");
            String type = page.text("exception-type");
            if (!location.startsWith("/")) {
                throw new InvalidDescriptorException("LNR-4003", page.at(), "the <location> of an <error-page> is \""
                        + location + "\", it must begin with /");
            }
            if (code != null && type != null) {
                throw new InvalidDescriptorException("LNR-4003", page.at(),
                        "<error-page> has both <error-code> and <exception-type>; make two of it");
            }
            to.errorPage(new ErrorPageDefinition(code == null ? 0 : Integer.parseInt(code), type, location));
        }
        for (Element mapping : root.children("mime-mapping")) {
            String extension = mapping.text("extension", "").toLowerCase(Locale.ROOT);
            to.mimeMapping(extension.startsWith(".") ? extension.substring(1) : extension,
                    mapping.text("mime-type", ""));
        }
        for (Element list : root.children("locale-encoding-mapping-list")) {
            for (Element mapping : list.children("locale-encoding-mapping")) {
                to.localeEncoding(mapping.text("locale", ""), String.valueOf(encoding(mapping, "encoding")));
            }
        }
    }

    private void session() throws InvalidDescriptorException {
        Element config = root.child("session-config");
        if (config == null) {
            return;
        }
        Element cookie = config.child("cookie-config");
        String minutes = config.text("session-timeout", "");
        List<String> modes = config.texts("tracking-mode");
        Set<SessionTrackingMode> tracking = null;
        if (!modes.isEmpty()) {
            tracking = EnumSet.noneOf(SessionTrackingMode.class);
            for (Element mode : config.children("tracking-mode")) {
                tracking.add(SessionTrackingMode.valueOf(mode.text()));
                if (tracking.contains(SessionTrackingMode.SSL)) {
                    throw new InvalidDescriptorException("LNR-4003", mode.at(), "<tracking-mode> "
                            + (modes.size() > 1 ? "SSL excludes every other, and " : "")
                            + "SSL is not supported: use COOKIE or URL (Servlet 6.1, 7.1)");
                }
            }
        }
        to.session(new SessionDefinition(minutes.isEmpty() ? null : Duration.ofMinutes(clamp(minutes)),
                cookie == null ? CookieDefinition.DEFAULT : cookie(cookie), tracking));
    }

    private static CookieDefinition cookie(Element cookie) throws InvalidDescriptorException {
        Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String maxAge = cookie.text("max-age", "");
        if (!maxAge.isEmpty()) {
            attributes.put("Max-Age", maxAge);
        }
        Element named = cookie.child("name");
        String name = named == null ? "" : named.text();
        if (named != null && !name.isEmpty() && !FieldSyntax.isToken(name)) {
            throw new InvalidDescriptorException("LNR-4003", named.at(), "the <name> of the session cookie"
                    + " is \"" + name + "\", it must be a token: letters, digits, - and _ (RFC 6265, 4.1.1)");
        }
        for (Element attribute : cookie.children("attribute")) {
            attributes.put(attribute.text("attribute-name", ""), attribute.text("attribute-value", ""));
        }
        return new CookieDefinition(filled(cookie, "name"), filled(cookie, "domain"), filled(cookie, "path"),
                cookie.child("http-only") == null ? null : (Boolean) cookie.flag("http-only"),
                cookie.child("secure") == null ? null : (Boolean) cookie.flag("secure"), attributes);
    }

    private static @Nullable String filled(Element parent, String child) {
        String text = parent.text(child, "");
        return text.isEmpty() ? null : text;
    }

    private void jsp() {
        List<JspDefinition.Taglib> taglibs = new ArrayList<>();
        List<JspDefinition.PropertyGroup> groups = new ArrayList<>();
        // taglib stood at the top until Servlet 2.4
        List<Element> places = new ArrayList<>(root.children("jsp-config"));
        places.add(root);
        for (Element place : places) {
            for (Element taglib : place.children("taglib")) {
                taglibs.add(
                        new JspDefinition.Taglib(taglib.text("taglib-uri", ""), taglib.text("taglib-location", "")));
            }
            for (Element group : place.children("jsp-property-group")) {
                groups.add(propertyGroup(group));
            }
        }
        if (!taglibs.isEmpty() || !groups.isEmpty()) {
            to.jsp(new JspDefinition(taglibs, groups));
        }
    }

    private static JspDefinition.PropertyGroup propertyGroup(Element group) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Element property : group.children()) {
            switch (property.name()) {
                case "url-pattern", "include-prelude", "include-coda", "description", "display-name", "icon" -> {
                    // lists, and words for people
                }
                default -> properties.put(property.name(), property.text());
            }
        }
        return new JspDefinition.PropertyGroup(group.texts("url-pattern"), properties, group.texts("include-prelude"),
                group.texts("include-coda"));
    }

    /// The URL patterns of each servlet whose class has `@ServletSecurity`.
    private Map<Element, List<String>> secured() {
        Map<Element, List<String>> secured = new LinkedHashMap<>();
        classOfServlet.forEach((servlet, className) -> {
            Element security = classes.inherited(className, "servlet-security");
            if (security != null) {
                secured.computeIfAbsent(security, key -> new ArrayList<>())
                        .addAll(patternsOfServlet.getOrDefault(servlet, List.of()));
            }
        });
        return secured;
    }
}
