package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.deploy.Deployment.State;
import dev.lanner.deploy.WebAppSource.Reading;
import dev.lanner.deploy.archive.ArchiveLimits;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings web applications into a container and out of it, at any time and from any thread. One that can't be deployed
/// fails alone.
///
/// An application's class loader and archives are let go when it is undeployed.
public final class Deployer implements AutoCloseable {
    private static final Logger LOG = LazyLogger.of(Deployer.class);

    private final ServletContainer container;
    private final WebAppSource sources;
    private final ContextConfigs configs;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by `lock`, which is never held while an application starts or stops.
    private final Map<ContextName, Slot> slots = new TreeMap<>();

    /// A context that is taken.
    ///
    /// @param serving the application that serves; null while there is none
    /// @param busy whether a thread is bringing something in or out
    private record Slot(Deployment deployment, @Nullable Reading serving, boolean busy) {
    }

    /// @param container what serves
    /// @param work for unpacked files; made when absent, for the owner only
    /// @param configs what holds for each context
    public Deployer(ServletContainer container, Path work, ContextConfigs configs) {
        this(container, work, configs, Deployer.class.getClassLoader(), InstantSource.system());
    }

    /// @param container what serves
    /// @param work for unpacked files; made when absent, for the owner only
    /// @param configs what holds for each context
    /// @param server the loader with the APIs, the server's own initializers, and its extensions
    public Deployer(ServletContainer container, Path work, ContextConfigs configs, ClassLoader server) {
        this(container, work, configs, server, InstantSource.system());
    }

    /// @param server the loader with the APIs, the server's own initializers, and its extensions
    /// @param clock for the list
    Deployer(ServletContainer container, Path work, ContextConfigs configs, ClassLoader server,
            InstantSource clock) {
        this.container = container;
        this.sources = new WebAppSource(work.toAbsolutePath().normalize(), ArchiveLimits.of(container.settings()),
                server);
        this.configs = configs;
        this.clock = clock;
    }

    /// All web applications, by host, context path and version.
    public List<Deployment> list() {
        lock.lock();
        try {
            return slots.values().stream().map(Slot::deployment).toList();
        } finally {
            lock.unlock();
        }
    }

    /// The loaders of the applications that serve.
    List<ClassLoader> loaders() {
        lock.lock();
        try {
            List<ClassLoader> loaders = new ArrayList<>();
            for (Slot slot : slots.values()) {
                Reading serving = slot.serving();
                if (serving != null) {
                    loaders.add(serving.result().loader());
                }
            }
            return loaders;
        } finally {
            lock.unlock();
        }
    }

    /// Deploys what lies in a directory: WARs, and directories that are not hidden. What can't be deployed is logged,
    /// and listed with its reason.
    ///
    /// A directory wins over a WAR of the same path; of two WARs for one path the first by name is taken.
    ///
    /// @param webapps an absent directory holds nothing
    /// @param taken contexts that something else is meant for: what lies here for them is not touched, and the log says
    ///   so
    /// @return what became of each, by context path
    /// @throws IOException when the directory can't be read
    public List<Deployment> deployAll(Path webapps, Set<ContextName> taken) throws IOException {
        Map<ContextName, Path> byPath = new TreeMap<>();
        for (Path source : WebAppsDirectory.list(webapps)) {
            try {
                ContextName context = ContextName.ofFile(source);
                if (taken.contains(context)) {
                    LOG.log(Level.INFO, "Context " + context + ": " + source + " is not deployed, as another "
                            + "application was named for that path");
                    continue;
                }
                Path first = byPath.putIfAbsent(context, source);
                if (first != null) {
                    LOG.log(Level.WARNING, "LNR-4042 " + source + " is not deployed: " + first
                            + " has the same context path; remove one of them");
                }
            } catch (DeploymentException e) {
                refused(source, e);
            }
        }
        int threads = Math.min(byPath.size(), Runtime.getRuntime().availableProcessors());
        if (threads > 0) {
            try (ExecutorService pool = Executors.newFixedThreadPool(threads,
                    Thread.ofPlatform().name("lanner-deploy-", 0).factory())) {
                byPath.forEach((context, source) -> pool.execute(() -> deployQuietly(source, context)));
            }
        }
        return list();
    }

    /// A file whose name gives no context path is listed by its name.
    private void refused(Path source, DeploymentException reason) {
        LOG.log(Level.ERROR, reason.getMessage());
        ContextName name = new ContextName("/" + source.getFileName());
        settle(new Deployment(name, State.FAILED, reason.getMessage(), source, clock.instant()), null);
    }

    private void deployQuietly(Path source, ContextName context) {
        try {
            deploy(source, context);
        } catch (DeploymentException e) {
            // said in the log and in the list
            LOG.log(Level.DEBUG, "{0} is not deployed", source);
        }
    }

    /// Deploys a WAR or a directory at the context path of its file name.
    ///
    /// @throws DeploymentException see [#deploy(Path, ContextName)]
    public void deploy(Path source) throws DeploymentException {
        deploy(source, ContextName.ofFile(source));
    }

    /// Deploys a WAR or a directory. An application that serves there already goes on until the new one is ready; where
    /// the new one fails, it stays.
    ///
    /// @throws DeploymentException when the file can't be read or the application can't be started, with file, line and
    ///   reason; when a deployment at that path is under way
    public void deploy(Path source, ContextName context) throws DeploymentException {
        Deployment starting = new Deployment(context, State.STARTING, null, source, clock.instant());
        Slot before = claim(context, starting);
        Deployment after = new Deployment(context, State.FAILED, "LNR-4048 " + source + ": a fault of the server",
                source,
                clock.instant());
        Reading started = null;
        try {
            boolean replace = before != null && before.serving() != null;
            started = OwnThread.run("lanner-deploy " + context,
                    () -> start(source.toAbsolutePath().normalize(), context, replace));
            after = new Deployment(context, State.RUNNING, null, source, clock.instant());
        } catch (DeploymentException e) {
            LOG.log(Level.ERROR, "Context " + context + ": " + e.getMessage());
            LOG.log(Level.DEBUG, "Context " + context, e);
            after = new Deployment(context, State.FAILED, String.valueOf(e.getMessage()), source, clock.instant());
            throw e;
        } finally {
            if (started != null) {
                settle(after, started);
                close(before == null ? null : before.serving());
                sources.files().keepOnly(context, started.root(), started.temp());
            } else if (before != null && before.serving() != null) {
                sources.files().keepOnly(context, before.serving().root(), before.serving().temp());
                settle(before.deployment(), before.serving());
            } else {
                settle(after, null);
            }
        }
    }

    private Reading start(Path source, ContextName context, boolean replace) throws DeploymentException {
        Reading reading = null;
        boolean started = false;
        try {
            ContextConfig config = configs.of(context);
            reading = sources.read(source, context, config);
            ContextDefinition definition = reading.result().definition();
            report(definition, context);
            if (replace) {
                container.replace(definition);
            } else {
                container.deploy(definition);
            }
            started = true;
            return reading;
        } catch (DeploymentException e) {
            if (reading == null && !replace) {
                container.fail(context.id(), String.valueOf(e.getMessage()));
            }
            throw e;
        } catch (RuntimeException | LinkageError e) {
            String message = String.valueOf(e.getMessage());
            String reason = message.startsWith("LNR-")
                    ? message
                    : "LNR-4048 " + source + ": a fault of the server: " + e;
            container.fail(context.id(), reason);
            throw new DeploymentException(reason, e);
        } finally {
            if (!started) {
                close(reading);
            }
        }
    }

    private static void report(ContextDefinition definition, ContextName context) {
        String wanted = definition.defaultContextPath();
        if (wanted != null && !wanted.equals(context.toString())) {
            LOG.log(Level.INFO, "Context " + context + ": its descriptor names the default path " + wanted
                    + "; the file name or the command decides");
        }
    }

    /// Ends an application and forgets its unpacked files.
    ///
    /// @return whether there was one
    /// @throws DeploymentException when a deployment at that path is under way
    public boolean undeploy(ContextName context) throws DeploymentException {
        Slot before = claim(context, null);
        if (before == null) {
            return false;
        }
        try {
            end(context, before);
            sources.files().forget(context);
        } finally {
            remove(context);
        }
        return true;
    }

    private void end(ContextName context, Slot slot) throws DeploymentException {
        OwnThread.run("lanner-undeploy " + context, () -> {
            boolean served = container.undeploy(context.id());
            close(slot.serving());
            return served;
        });
    }

    /// Reads an application as for a deployment, and starts nothing.
    ///
    /// @param context where it would be served, and whose settings hold
    /// @return what the owner should know, in sentences
    /// @throws DeploymentException as a deployment would
    public List<String> check(Path source, ContextName context) throws DeploymentException {
        Path absolute = source.toAbsolutePath().normalize();
        // apart from the files of one that serves
        ContextName aside = new ContextName(context.host(), context.path() + "/.check-" + ProcessHandle.current().pid(),
                context.version());
        try {
            Reading reading = sources.read(absolute, aside, configs.of(context));
            try {
                ContextDefinition definition = reading.result().definition();
                List<String> sentences = new ArrayList<>(definition.warnings());
                definition.unavailable().forEach(component -> sentences.add(component.kind() + " " + component.name()
                        + " is not available: " + component.reason()));
                return sentences;
            } finally {
                close(reading);
            }
        } finally {
            sources.files().forget(aside);
        }
    }

    /// Ends all applications; their unpacked files stay for the next start. Idempotent.
    @Override
    public void close() {
        for (Deployment deployment : list().reversed()) {
            ContextName context = deployment.context();
            try {
                Slot before = claim(context, null);
                if (before != null) {
                    try {
                        end(context, before);
                    } finally {
                        remove(context);
                    }
                }
            } catch (DeploymentException e) {
                LOG.log(Level.WARNING, e.getMessage());
            }
        }
    }

    /// Takes a context for this thread.
    ///
    /// @param starting what to list meanwhile; null to leave an absent one absent
    /// @return what was there before
    private @Nullable Slot claim(ContextName context, @Nullable Deployment starting) throws DeploymentException {
        lock.lock();
        try {
            Slot known = slots.get(context);
            if (known != null && known.busy()) {
                throw new DeploymentException("LNR-4043: context " + context + " is just being deployed or undeployed "
                        + "from " + known.deployment().source() + "; try again when that is done");
            }
            boolean serves = known != null && known.serving() != null;
            if (known != null && (serves || starting == null)) {
                slots.put(context, new Slot(known.deployment(), known.serving(), true));
            } else if (starting != null) {
                slots.put(context, new Slot(starting, null, true));
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Deployment deployment, @Nullable Reading serving) {
        lock.lock();
        try {
            slots.put(deployment.context(), new Slot(deployment, serving, false));
        } finally {
            lock.unlock();
        }
    }

    private void remove(ContextName context) {
        lock.lock();
        try {
            slots.remove(context);
        } finally {
            lock.unlock();
        }
    }

    private static void close(@Nullable Reading reading) {
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "LNR-4062 " + reading.root() + " can't be closed: " + e.getMessage());
            }
        }
    }
}
