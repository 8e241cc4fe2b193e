package dev.lanner.deploy;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.resource.OverlayResources;
import dev.lanner.deploy.descriptor.Descriptor;
import dev.lanner.deploy.descriptor.DescriptorMerger;
import dev.lanner.deploy.descriptor.DescriptorReader;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.FragmentOrdering;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.descriptor.Location;
import dev.lanner.deploy.environment.Environment;
import dev.lanner.deploy.environment.EnvironmentAssembler;
import dev.lanner.deploy.environment.Injector;
import dev.lanner.deploy.initializer.Initializers;
import dev.lanner.deploy.initializer.ServiceFile;
import dev.lanner.deploy.loader.ApiClassLoader;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.ContextResources;
import dev.lanner.deploy.resource.ResourceException;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.scan.ArchiveScan;
import dev.lanner.deploy.scan.Hierarchy;
import dev.lanner.deploy.scan.ScannedClass;
import dev.lanner.deploy.section.ClassLoadingSection;
import dev.lanner.deploy.section.EnvironmentSection;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.SettingValues;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads an unpacked web application. Belongs to one deployment.
final class ContextReader {
    private static final String WEB_XML = "WEB-INF/web.xml";
    private static final String CLASSES = "WEB-INF/classes";

    private final Path root;
    private final ContextName context;
    private final Surroundings server;
    private final Scanner scanner;
    private final @Nullable Path kept;
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> silent = new HashSet<>();

    /// Scans archives, or takes what was found before.
    interface Scanner {
        /// What each archive holds; `WEB-INF/classes` where the path is a directory.
        Map<Path, ArchiveScan> scan(Map<Path, String> archives) throws IOException, InvalidDescriptorException;
    }

    /// What the server has for applications.
    ///
    /// @param api what they see of it
    /// @param loader has the server's own initializers
    /// @param extensions of the server's optional parts
    /// @param services for resources
    record Surroundings(ApiClassLoader api, ClassLoader loader, List<DeploymentExtension> extensions,
            ResourceServices services) {
    }

    /// What a reading gave.
    ///
    /// @param definition for the container
    /// @param loader to be closed when the context is gone
    /// @param environment to be closed before
    record Result(ContextDefinition definition, WebAppClassLoader loader, Environment environment) {
    }

    /// @param kept see [UnpackedApplication#kept]
    ContextReader(Path root, @Nullable Path kept, ContextName context, Surroundings server, Scanner scanner) {
        this.kept = kept;
        this.root = root;
        this.context = context;
        this.server = server;
        this.scanner = scanner;
    }

    /// Reads all and makes the class loader.
    ///
    /// @throws IOException when a file can't be read
    /// @throws InvalidDescriptorException when what they say can't be deployed
    /// @throws ResourceException when a resource that the owner configured can't work
    Result read(ContextConfig config, @Nullable Path temp)
            throws IOException, InvalidDescriptorException, ReflectiveOperationException, ResourceException {
        SettingValues settings = config.settings();
        Descriptor main = main();
        List<Library> libraries = libraries();
        FragmentOrdering.Order order = FragmentOrdering.order(main.root().child("absolute-ordering"),
                libraries.stream().map(library -> new FragmentOrdering.Library(library.file(), library.root()))
                        .toList());
        List<Library> ordered = order.libraries().stream().map(libraries::get).toList();
        WebAppClassLoader loader = new WebAppClassLoader(context.toString(), urls(libraries), server.api(),
                config.get(ClassLoadingSection.SECTION));
        Environment environment = new Environment(context.toString(), loader, resources(config),
                server.services());
        loader.names(environment);
        try {
            ContextDefinitionBuilder builder = ContextDefinition.builder(context.id()).classLoader(loader)
                    .prefixes(config.get(PrefixesSection.SECTION))
                    .settings(settings).tempDirectory(temp).requestLog(config.requestLog())
                    .responseHeaders(ResponseHeadersSection.merge(
                            config.server().get(ResponseHeadersSection.SECTION),
                            config.get(ResponseHeadersSection.SECTION)));
            version(main, builder);
            silent(libraries, ordered);
            ComponentFactory components = describe(main, ordered, environment, builder);
            builder.components(components);
            extend(new UnpackedApplication(root, kept, libraries.stream().map(Library::content).toList(), components,
                    settings), builder);
            if (order.ordered()) {
                builder.orderedLibs(ordered.stream().map(Library::file).toList());
            }
            warnings.forEach(builder::warning);
            // last, as nothing may fail once it is open
            builder.resources(OverlayResources.of(root, ordered.stream().filter(Library::resources).map(Library::jar)
                    .toList(), settings));
            return new Result(builder.build(), loader, environment);
        } catch (IOException | InvalidDescriptorException | ReflectiveOperationException | ResourceException
                | RuntimeException | Error e) {
            environment.close();
            loader.close();
            throw e;
        }
    }

    private static ContextResources resources(ContextConfig config) {
        return config.own() == Sections.EMPTY
                ? ContextResources.NONE
                : new ContextResources(config.get(EnvironmentSection.SECTION), config.get(ResourcesSection.SECTION));
    }

    private Descriptor main() throws IOException, InvalidDescriptorException {
        Path file = root.resolve(WEB_XML);
        if (!Files.exists(file)) {
            return Descriptor.empty(WEB_XML);
        }
        try (InputStream in = Files.newInputStream(file)) {
            Descriptor main = DescriptorReader.read(WEB_XML, "web-app", in);
            warnings.addAll(main.warnings());
            return main;
        }
    }

    private List<Library> libraries() throws IOException, InvalidDescriptorException {
        Path directory = root.resolve("WEB-INF/lib");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(directory)) {
            jars = files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file)).sorted()
                    .toList();
        }
        List<Library> libraries = new ArrayList<>();
        for (Path jar : jars) {
            Library library = Library.open(jar);
            if (library.bringsApi()) {
                // shaded jars hold it among much else (Weld's, for one): only these classes are of no use
                warnings.add(library.name() + ": holds a copy of the Servlet API, which is not used: the server brings "
                        + "it");
            }
            Descriptor fragment = library.fragment();
            if (fragment != null) {
                warnings.addAll(fragment.warnings());
            }
            libraries.add(library);
        }
        return libraries;
    }

    private URL[] urls(List<Library> libraries) throws IOException {
        List<URL> urls = new ArrayList<>();
        Path classes = root.resolve(CLASSES);
        if (Files.isDirectory(classes)) {
            urls.add(classes.toUri().toURL());
        }
        for (Library library : libraries) {
            urls.add(library.jar().toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static void version(Descriptor main, ContextDefinitionBuilder builder) {
        String[] parts = main.version().split("\\.", 2);
        try {
            if (parts.length == 2) {
                builder.version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            builder.warning(main.root().at() + ": version \"" + main.version() + "\" is no version, read as 6.1");
        }
    }

    /// Annotations were not meant in descriptors older than 2.5 (Servlet 6.1, 8.1).
    private static boolean complete(Descriptor descriptor) {
        return descriptor.metadataComplete() || descriptor.version().matches("2\\.[2-4]");
    }

    /// The jars whose annotations do not count.
    private void silent(List<Library> all, List<Library> ordered) throws IOException {
        for (Library library : all) {
            Descriptor fragment = library.fragment();
            if (!ordered.contains(library) || fragment != null && fragment.metadataComplete()) {
                silent.add(library.jar().toUri().toURL().toString());
            }
        }
    }

    private ComponentFactory describe(Descriptor main, List<Library> ordered, Environment environment,
            ContextDefinitionBuilder builder)
            throws IOException, InvalidDescriptorException, ReflectiveOperationException, ResourceException {
        ClassLoader loader = environment.application();
        boolean complete = complete(main);
        Initializers initializers = initializers(ordered, new Hierarchy(List.of(), loader));
        Map<Path, String> wanted = new LinkedHashMap<>();
        wanted.put(root.resolve(CLASSES), CLASSES);
        ordered.forEach(library -> wanted.put(library.jar(), library.name()));
        // initializers get their classes whatever the descriptor says (Servlet 6.1, 8.2.4)
        Map<Path, ArchiveScan> scans = complete && !initializers.wantClasses() ? Map.of() : scanner.scan(wanted);
        scans.values().forEach(scan -> warnings.addAll(scan.warnings()));
        Hierarchy hierarchy = new Hierarchy(scans.values(), loader);
        Set<String> listened = new HashSet<>();
        Element merged = complete ? main.root() : merge(main, ordered, scans, listened);
        ClassAnnotations classes = new ClassAnnotations(hierarchy, listened);
        new DefinitionAssembler(merged, classes, builder).assemble();
        new EnvironmentAssembler(environment, builder::warning).assemble(merged, classes.resources(merged));
        warnings.addAll(classes.notFollowed(merged));
        initializers.missing().forEach(builder::unavailable);
        List<String> candidates = new ArrayList<>();
        if (initializers.wantClasses()) {
            scans.values().forEach(scan -> scan.classes().forEach(scanned -> candidates.add(scanned.name())));
        }
        initializers.definitions(candidates, hierarchy).forEach(builder::initializer);
        return new LifeCycleFactory(loader, new LifeCycleFactory.Annotations(!complete, Set.copyOf(silent)),
                new LifeCycleFactory.Callbacks(callbacks(merged, "post-construct"), callbacks(merged, "pre-destroy")),
                new Injector(environment));
    }

    private void extend(UnpackedApplication application, ContextDefinitionBuilder builder) throws IOException {
        for (DeploymentExtension extension : server.extensions()) {
            extension.contribute(application, builder);
        }
    }

    private Initializers initializers(List<Library> ordered, Hierarchy hierarchy)
            throws IOException, ReflectiveOperationException {
        Initializers initializers = new Initializers();
        initializers.ofServer(server.loader());
        Path own = root.resolve(CLASSES).resolve(ServiceFile.INITIALIZERS);
        if (Files.exists(own)) {
            try (InputStream in = Files.newInputStream(own)) {
                initializers.ofApplication(CLASSES + "/" + ServiceFile.INITIALIZERS, ServiceFile.read(in), hierarchy);
            }
        }
        for (Library library : ordered) {
            initializers.ofApplication(library.name() + "!/" + ServiceFile.INITIALIZERS, library.initializers(),
                    hierarchy);
        }
        return initializers;
    }

    /// Each fragment with the annotations of its jar, then all into the main descriptor with those of `WEB-INF/classes`
    /// (Servlet 6.1, 8.2.3).
    private Element merge(Descriptor main, List<Library> ordered, Map<Path, ArchiveScan> scans, Set<String> listened)
            throws InvalidDescriptorException {
        Element annotations = annotations(scans.get(root.resolve(CLASSES)), CLASSES, listened);
        Element first = DescriptorMerger.merge(main.root(), List.of(annotations), warnings);
        List<Element> fragments = new ArrayList<>();
        boolean distributable = main.root().child("distributable") != null;
        for (Library library : ordered) {
            Descriptor fragment = library.fragment();
            ArchiveScan scan = fragment != null && fragment.metadataComplete() ? null : scans.get(library.jar());
            Element own = annotations(scan, library.name(), listened);
            if (fragment == null) {
                fragments.add(own);
            } else {
                fragments.add(DescriptorMerger.merge(fragment.root(), List.of(own), warnings));
                distributable &= fragment.root().child("distributable") != null;
            }
        }
        Element merged = DescriptorMerger.merge(first, fragments, warnings);
        if (!distributable) {
            return merged.with(
                    merged.children().stream().filter(child -> !child.name().equals("distributable")).toList());
        }
        return merged;
    }

    private static Element annotations(@Nullable ArchiveScan scan, String name, Set<String> listened) {
        List<Element> elements = new ArrayList<>();
        if (scan != null) {
            for (ScannedClass scanned : scan.classes()) {
                listened.add(scanned.name());
                for (Element element : scanned.elements()) {
                    switch (element.name()) {
                        case "servlet", "servlet-mapping", "filter", "filter-mapping", "listener", "security-role",
                                "data-source", "mail-session", "administered-object", "connection-factory",
                                "jms-connection-factory", "jms-destination", "context-service", "managed-executor",
                                "managed-scheduled-executor", "managed-thread-factory" ->
                            elements.add(element);
                        default -> {
                            // of the class alone
                        }
                    }
                }
            }
        }
        return new Element("web-fragment", "", elements, Location.of(name));
    }

    private static Map<String, String> callbacks(Element merged, String kind) {
        Map<String, String> callbacks = new HashMap<>();
        for (Element callback : merged.children(kind)) {
            callbacks.put(callback.text("lifecycle-callback-class", ""),
                    callback.text("lifecycle-callback-method", ""));
        }
        return callbacks;
    }
}
