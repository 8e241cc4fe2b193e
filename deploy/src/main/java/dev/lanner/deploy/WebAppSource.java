package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.deploy.archive.ArchiveLimits;
import dev.lanner.deploy.archive.InvalidArchiveException;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import dev.lanner.deploy.loader.ApiClassLoader;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.deploy.resource.ResourceException;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.scan.ParallelScan;
import dev.lanner.deploy.scan.ScanFile;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.Hosting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;

/// From a WAR or a directory to a definition; each fault becomes one kind of exception. Safe for use by several
/// threads, one for each context.
final class WebAppSource {
    static final String OWN_CONFIGURATION = "WEB-INF/lanner.yaml";

    private final ContextConfigs configs;
    private final ContextFiles files;
    private final ApiClassLoader api;
    private final ClassLoader server;
    private final List<DeploymentExtension> extensions;
    private final ResourceServices services;
    private final HostedSource hosted;

    /// @param configs reads what WARs say themselves
    WebAppSource(Path work, ArchiveLimits limits, ContextConfigs configs, ClassLoader server) {
        this.configs = configs;
        this.files = new ContextFiles(work, limits);
        this.hosted = new HostedSource(configs, files);
        this.server = server;
        this.services = configs.services();
        this.extensions = ServiceLoader.load(DeploymentExtension.class, server).stream()
                .map(ServiceLoader.Provider::get).toList();
        this.api = new ApiClassLoader(server, names(DeploymentExtension::apis),
                names(DeploymentExtension::libraries));
    }

    private List<String> names(Function<DeploymentExtension, List<String>> which) {
        return extensions.stream().flatMap(extension -> which.apply(extension).stream()).toList();
    }

    ContextFiles files() {
        return files;
    }

    /// A definition, with all that is open for it.
    ///
    /// @param root the directory with the application
    /// @param temp its temporary directory
    record Reading(ContextReader.Result result, Path root, Path temp) implements Serving {

        @Override
        public ContextDefinition definition() {
            return result.definition();
        }

        /// It runs with its context.
        @Override
        public boolean active() {
            return true;
        }

        @Override
        public boolean early() {
            return true;
        }

        @Override
        public void start() {
            // by the container
        }

        @Override
        public void goAway() {
            // by the container
        }

        @Override
        public WebAppClassLoader loader() {
            return result.loader();
        }

        @Override
        public List<PoolStatistics> pools() {
            return result.environment().statistics();
        }

        @Override
        public boolean uses(Path entry) {
            return entry.equals(temp)
                    || String.valueOf(entry.getFileName()).startsWith(String.valueOf(root.getFileName()));
        }

        /// Lets go of class loader and archives, and deletes the temporary directory.
        @Override
        public void close() throws IOException {
            try {
                result.definition().resources().close();
            } finally {
                result.environment().close();
                try {
                    result.loader().close();
                } finally {
                    ContextFiles.delete(temp);
                }
            }
        }
    }

    /// Makes what serves a context, as its owner wants it hosted.
    ///
    /// @throws DeploymentException with id, file, line where there is one, and reason
    Serving open(Path source, ContextName context, ContextConfig owner) throws DeploymentException {
        requireThere(source);
        return owner.settings().get(Settings.HOSTING) == Hosting.WORKER
                ? hosted.open(source, context, owner)
                : read(source, context, owner);
    }

    private static void requireThere(Path source) throws DeploymentException {
        if (!Files.exists(source)) {
            throw new DeploymentException("LNR-4044 " + source + ": there is no such file or directory");
        }
    }

    /// Unpacks and reads.
    ///
    /// @throws DeploymentException with id, file, line where there is one, and reason
    Reading read(Path source, ContextName context, ContextConfig owner) throws DeploymentException {
        requireThere(source);
        try {
            Path root = files.root(context, source);
            Path own = root.resolve(OWN_CONFIGURATION);
            ContextConfig config = Files.exists(own, LinkOption.NOFOLLOW_LINKS)
                    ? configs.within(owner, own, source + "!/" + OWN_CONFIGURATION)
                    : owner;
            // what lies in a directory may change at any time, so only WARs are remembered
            boolean remembered = !Files.isDirectory(source);
            ContextReader.Scanner scanner = remembered
                    ? new ScanFile(root.resolveSibling(root.getFileName() + ".scan"))::scan
                    : ParallelScan::scan;
            Path kept = remembered ? root.resolveSibling(root.getFileName() + ".kept") : null;
            return read(new ContextReader(root, kept, context,
                    new ContextReader.Surroundings(api, server, extensions, services), scanner), config, root,
                    files.temp(context));
        } catch (InvalidArchiveException | ResourceException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        } catch (InvalidDescriptorException e) {
            throw new DeploymentException(named(source, e), e);
        } catch (IOException e) {
            throw new DeploymentException(e.getMessage() != null && e.getMessage().startsWith("LNR-")
                    ? named(source, e)
                    : "LNR-4045 " + source + ": can't be read: "
                            + (e instanceof AccessDeniedException
                                    ? "permission denied: the server's user has to read it"
                                    : e),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new DeploymentException("LNR-4046: an initializer of the server can't be made: " + e, e);
        } catch (RuntimeException | LinkageError e) {
            throw new DeploymentException("LNR-4047 " + source + ": can't be read because of a fault of the server: "
                    + e, e);
        }
    }

    private static Reading read(ContextReader reader, ContextConfig config, Path root, Path temp)
            throws IOException, InvalidDescriptorException, ReflectiveOperationException, ResourceException {
        ContextReader.Result result = null;
        try {
            result = reader.read(config, temp);
            return new Reading(result, root, temp);
        } finally {
            if (result == null) {
                ContextFiles.delete(temp);
            }
        }
    }

    /// `LNR-4003 WEB-INF/web.xml:7: …` becomes `LNR-4003 shop.war!/WEB-INF/web.xml:7: …`.
    private static String named(Path source, Exception e) {
        String message = String.valueOf(e.getMessage());
        int space = message.indexOf(' ');
        boolean named = space < 0 || message.contains(source.toString());
        return named
                ? message
                : message.substring(0, space + 1) + source + "!/" + message.substring(space + 1);
    }
}
