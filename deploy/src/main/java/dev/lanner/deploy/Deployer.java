package dev.lanner.deploy;

import dev.lanner.container.ConstraintReview;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.OfflinePage;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.deploy.Deployment.State;
import dev.lanner.deploy.Slots.Attempt;
import dev.lanner.deploy.Slots.Slot;
import dev.lanner.deploy.WebAppSource.Reading;
import dev.lanner.deploy.archive.ArchiveLimits;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.deploy.resource.PoolStatistics;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private final Slots slots = new Slots();
    private final Drains drains = new Drains();
    private final LeakWatch leaks;

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
                configs, server);
        this.configs = configs;
        this.clock = clock;
        this.leaks = new LeakWatch(clock);
        container.undeployOldVersions(this::undeployOld);
    }

    /// All web applications, by host, context path and version.
    public List<Deployment> list() {
        return slots.all().stream().map(Slot::deployment).toList();
    }

    /// The loaders of the applications that serve.
    List<ClassLoader> loaders() {
        List<ClassLoader> loaders = new ArrayList<>();
        for (Slot slot : slots.all()) {
            Serving serving = slot.serving();
            ClassLoader loader = serving == null ? null : serving.loader();
            if (loader != null) {
                loaders.add(loader);
            }
        }
        return loaders;
    }

    /// Applications that were ended and are still in memory. Asks the JVM to collect garbage first, which takes time.
    ///
    /// @return a line for each, and one for each of its holders, indented; none when all are gone
    public List<String> leaks() {
        return leaks.collect();
    }

    LeakWatch leakWatch() {
        return leaks;
    }

    Slots slots() {
        return slots;
    }

    /// The numbers of the pools of the applications that serve, by context path.
    public List<PoolStatistics> pools() {
        List<PoolStatistics> pools = new ArrayList<>();
        for (Slot slot : slots.all()) {
            Serving serving = slot.serving();
            if (serving != null) {
                pools.addAll(serving.pools());
            }
        }
        return pools;
    }

    /// Deploys what lies in a directory: WARs, and directories that are not hidden. What can't be deployed is logged,
    /// and listed with its reason; what has a page `app_offline.html` is offline.
    ///
    /// A directory wins over a WAR of the same path; of two WARs for one path the first by name is taken.
    ///
    /// @param webapps an absent directory holds nothing
    /// @param taken contexts that something else is meant for: what lies here for them is not touched, and the log says
    ///   so
    /// @return what became of each, by context path
    /// @throws IOException when the directory can't be read
    public List<Deployment> deployAll(Path webapps, Set<ContextName> taken) throws IOException {
        return deployAll(webapps, "", taken);
    }

    /// The same for the web applications of a host.
    ///
    /// @param host its name; empty for every host
    public List<Deployment> deployAll(Path webapps, String host, Set<ContextName> taken) throws IOException {
        DirectoryLook look = DirectoryLook.at(webapps, host);
        look.clashes().forEach(clash -> LOG.log(Level.WARNING, clash));
        Map<ContextName, Runnable> all = new LinkedHashMap<>();
        look.sources().forEach((context, source) -> all.put(context, () -> deploySource(source, context)));
        look.pages().forEach((context, page) -> all.put(context, () -> {
            DirectoryLook.Source source = look.sources().get(context);
            offlineQuietly(context, source == null ? page.file() : source.file().source(), page);
        }));
        for (ContextName context : taken) {
            if (all.remove(context) != null) {
                LOG.log(Level.INFO, "Context " + context + ": what lies for it in " + webapps
                        + " is not deployed, as another application was named for that path");
            }
        }
        int threads = Math.min(all.size(), Runtime.getRuntime().availableProcessors());
        if (threads > 0) {
            try (ExecutorService pool = Executors.newFixedThreadPool(threads,
                    Thread.ofPlatform().name("lanner-deploy-", 0).factory())) {
                all.values().forEach(pool::execute);
            }
        }
        return list();
    }

    /// Deploys; what fails is in the log and in the list.
    void deploySource(DirectoryLook.Source source, ContextName context) {
        DeploymentException fault = source.fault();
        Path file = source.file().source();
        if (fault == null) {
            deployQuietly(file, context);
            return;
        }
        // a file whose name gives no context is listed by its name
        LOG.log(Level.ERROR, fault.getMessage());
        slots.settle(new Deployment(context, State.FAILED, fault.getMessage(), file, clock.instant()), null,
                source.file());
    }

    void deployQuietly(Path source, ContextName context) {
        try {
            deploy(source, context);
        } catch (DeploymentException e) {
            // said in the log and in the list
            LOG.log(Level.DEBUG, "{0} is not deployed: {1}", source, e.getMessage());
        }
    }

    /// Deploys a WAR or a directory at the context path of its file name.
    ///
    /// @throws DeploymentException see [#deploy(Path, ContextName)]
    public void deploy(Path source) throws DeploymentException {
        deploy(source, ContextName.ofFile(source));
    }

    /// Deploys a WAR or a directory. An application that serves there already goes on until the new one is ready; where
    /// the new one fails, it stays, and the list says why.
    ///
    /// @throws DeploymentException when the file can't be read or the application can't be started, with file, line and
    ///   reason; when a deployment at that path is under way
    public void deploy(Path source, ContextName context) throws DeploymentException {
        Slot before = slots.claim(context, new Deployment(context, State.STARTING, null, source, clock.instant()));
        Attempt tried = Attempt.of(source);
        Started started = startOrFail(tried, context, before);
        slots.settle(new Deployment(context, State.RUNNING, null, source, clock.instant()), started.serving, tried);
        Serving old = before == null ? null : before.serving();
        LOG.log(Level.INFO, "Context " + context + (old == null ? " serves " : " is replaced: it serves ") + source
                + " now");
        if (old != null) {
            drain(context, old, started.endOfOld);
        }
    }

    private Started startOrFail(Attempt tried, ContextName context, @Nullable Slot before) throws DeploymentException {
        Path source = tried.source();
        String reason = "LNR-4048 " + source + ": a fault of the server";
        boolean done = false;
        try {
            Started started = OwnThread.run("lanner-deploy " + context, () -> start(
                    source.toAbsolutePath().normalize(), context, before));
            done = true;
            return started;
        } catch (DeploymentException e) {
            reason = String.valueOf(e.getMessage());
            LOG.log(Level.ERROR, "Context " + context + ": " + reason);
            LOG.log(Level.DEBUG, "Context " + context, e);
            throw e;
        } finally {
            if (!done) {
                clean(context, before == null ? null : before.serving());
                failed(context, before, tried, reason);
            }
        }
    }

    /// @param endOfOld ends the context that it has taken the place of
    private record Started(Serving serving, Runnable endOfOld) {
    }

    private void drain(ContextName context, Serving old, Runnable end) {
        drains.begin(context, old, () -> {
            old.goAway();
            end.run();
            close(old);
            watch(context, old);
        }, () -> {
            try {
                Slot now = slots.claim(context, null);
                if (now != null) {
                    clean(context, now.serving());
                    slots.release(context);
                }
            } catch (DeploymentException e) {
                LOG.log(Level.DEBUG, "Files of {0} are deleted later: {1}", context, e.getMessage());
            }
        });
    }

    /// Deletes files that no version uses any more. By whoever has claimed the context.
    private void clean(ContextName context, @Nullable Serving serving) {
        List<Serving> used = drains.of(context);
        if (serving != null) {
            used.add(serving);
        }
        if (!used.isEmpty()) {
            sources.files().keepOnly(context, used);
        }
    }

    private void failed(ContextName context, @Nullable Slot before, Attempt tried, String reason) {
        if (before != null && before.replaceable()) {
            Deployment.Newer newer = new Deployment.Newer(tried.source(), reason, clock.instant());
            slots.failed(before, newer, tried);
        } else {
            slots.settle(new Deployment(context, State.FAILED, reason, tried.source(), clock.instant()), null, tried);
        }
    }

    private Started start(Path source, ContextName context, @Nullable Slot before) throws DeploymentException {
        boolean replace = before != null && before.replaceable();
        Serving next = null;
        List<UrlPrefix> prefixes = List.of();
        boolean known = false;
        boolean started = false;
        try {
            ContextConfig config = configs.of(context);
            prefixes = config.get(PrefixesSection.SECTION);
            next = sources.open(source, context, config);
            report(next.definition(), context);
            Serving old = before == null ? null : before.serving();
            if (next.early() || old != null && old.active()) {
                // or the first requests that come to it would wait
                next.start();
            }
            known = true;
            Runnable endOfOld = Deployer::nothing;
            if (replace) {
                endOfOld = container.takeOver(next.definition());
            } else {
                container.deploy(next.definition());
            }
            started = true;
            return new Started(next, endOfOld);
        } catch (DeploymentException e) {
            if (!known && !replace) {
                container.fail(context.id(), prefixes, String.valueOf(e.getMessage()));
            }
            throw e;
        } catch (RuntimeException | LinkageError e) {
            String message = String.valueOf(e.getMessage());
            String reason = message.startsWith("LNR-")
                    ? message
                    : "LNR-4048 " + source + ": a fault of the server: " + e;
            if (!replace) {
                container.fail(context.id(), prefixes, reason);
            }
            throw new DeploymentException(reason, e);
        } finally {
            if (!started) {
                close(next);
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

    /// Says that the file of a deployment lies elsewhere now.
    void moved(ContextName context, Path source) {
        slots.move(context, Attempt.of(source));
    }

    /// The prefixes of a context that nothing is read for; none where its file is wrong, which is said when it comes back.
    private List<UrlPrefix> prefixes(ContextName context) {
        try {
            return configs.of(context).get(PrefixesSection.SECTION);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "{0} is offline at its path: {1}", context, e.getMessage());
            return List.of();
        }
    }

    /// Takes a context offline: from now on requests get 503 with the page; those that run may end. What served ends.
    ///
    /// @param source what will serve there when it comes back
    /// @throws DeploymentException when the page can't be read; when a deployment at that path is under way
    void offline(ContextName context, Path source, OfflineFile page) throws DeploymentException {
        OfflinePage html;
        try {
            html = page.read();
        } catch (IOException e) {
            throw new DeploymentException("LNR-4130 " + page.file() + ": can't be read: " + e.getMessage(), e);
        }
        Slot before = slots.claim(context, new Deployment(context, State.OFFLINE, null, source, clock.instant()));
        boolean was = before != null && before.deployment().state() == State.OFFLINE;
        try {
            OwnThread.run("lanner-offline " + context, () -> {
                Serving gone = before == null ? null : before.serving();
                if (gone != null) {
                    gone.goAway();
                }
                container.offline(context.id(), prefixes(context), html);
                close(gone);
                return html;
            });
            watch(context, before == null ? null : before.serving());
        } finally {
            slots.settle(was && before != null
                    ? before.deployment().from(source)
                    : new Deployment(context, State.OFFLINE, null, source, clock.instant()), null,
                    new Attempt(source, SourceFacts.NONE));
        }
        if (!was) {
            LOG.log(Level.INFO, "Context " + context + " is offline, as " + page.file() + " is there");
        }
    }

    private void offlineQuietly(ContextName context, Path source, OfflineFile page) {
        try {
            offline(context, source, page);
        } catch (DeploymentException e) {
            LOG.log(Level.ERROR, e.getMessage());
        }
    }

    /// Ends an application and forgets its unpacked files.
    ///
    /// @return whether there was one
    /// @throws DeploymentException when a deployment at that path is under way
    public boolean undeploy(ContextName context) throws DeploymentException {
        Slot before = slots.claim(context, null);
        if (before == null) {
            return false;
        }
        try {
            end(context, before);
            watch(context, before.serving());
            drains.await(context);
            sources.files().forget(context);
        } finally {
            slots.remove(context, Attempt.of(before.deployment().source()));
        }
        LOG.log(Level.INFO, "Context " + context + " is undeployed");
        return true;
    }

    /// A version that no session and no request needs any more; its file stays, and is left alone until it changes.
    private void undeployOld(ContextId id) {
        try {
            undeploy(ContextName.of(id));
        } catch (DeploymentException e) {
            LOG.log(Level.DEBUG, "The old version {0} is undeployed later: {1}", id, e.getMessage());
        }
    }

    private void watch(ContextName context, @Nullable Serving ended) {
        WebAppClassLoader gone = ended == null ? null : ended.loader();
        if (gone != null) {
            leaks.add(context, gone);
        }
    }

    private void end(ContextName context, Slot slot) throws DeploymentException {
        OwnThread.run("lanner-undeploy " + context, () -> {
            Serving gone = slot.serving();
            if (gone != null) {
                gone.goAway();
            }
            boolean served = container.undeploy(context.id());
            close(gone);
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
                sentences.addAll(constraints(definition.security()));
                return sentences;
            } finally {
                close(reading);
            }
        } finally {
            sources.files().forget(aside);
        }
    }

    private static List<String> constraints(SecurityDefinition security) {
        List<String> sentences = new ArrayList<>();
        for (ConstraintReview.Problem problem : ConstraintReview.of(security)) {
            sentences.add(problem.sentence());
        }
        if (security.login() == null && ConstraintReview.needsLogin(security)) {
            sentences.add(ConstraintReview.withoutLogin().sentence());
        }
        return sentences;
    }

    /// The server will stop: connections that left HTTP are told to say goodbye. Requests are served as before. Does not
    /// wait.
    public void goAway() {
        container.goAway();
        for (Slot slot : slots.all()) {
            Serving serving = slot.serving();
            if (serving != null) {
                serving.goAway();
            }
        }
    }

    /// Ends all applications at the same time, as each may take as long as it is given; their unpacked files stay for the
    /// next start. Idempotent.
    @Override
    public void close() {
        List<Thread> ending = new ArrayList<>();
        for (Slot slot : slots.all().reversed()) {
            ContextName context = slot.deployment().context();
            ending.add(Thread.ofPlatform().name("lanner-end " + context).start(() -> close(context)));
        }
        Drains.await(ending);
        drains.awaitAll();
    }

    private void close(ContextName context) {
        try {
            Slot before = slots.claim(context, null);
            if (before != null) {
                try {
                    end(context, before);
                } finally {
                    slots.remove(context, null);
                }
            }
        } catch (DeploymentException e) {
            LOG.log(Level.WARNING, e.getMessage());
        }
    }

    private static void close(@Nullable Serving serving) {
        if (serving != null) {
            try {
                serving.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "LNR-4062 " + serving.definition() + ": its files can't be closed: "
                        + e.getMessage());
            }
        }
    }

    /// The end of an application that was not there.
    private static void nothing() {
        // see above
    }
}
