package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.Deployment.State;
import dev.lanner.deploy.DirectoryLook.Source;
import dev.lanner.deploy.Slots.Attempt;
import dev.lanner.deploy.Slots.Slot;
import dev.lanner.deploy.archive.WarUnpacker;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Looks at a `webapps` directory again and again, and brings what is served into line with what lies there.
///
/// A source is deployed when two looks in a row found the same, so that a file that is being copied is left alone; a
/// WAR must end with a whole zip directory besides, or stay as it is for [#PATIENCE] looks: then it is tried, and its
/// fault said once. A page `app_offline.html` counts at once. One that fails is tried again when its file changes.
///
/// One thread looks, see [#lookQuietly]; each context is brought in and out by a thread of its own.
public final class WebAppsWatch {
    /// Looks that a WAR without a whole zip directory is waited for.
    static final int PATIENCE = 20;
    private static final Logger LOG = LazyLogger.of(WebAppsWatch.class);

    private final Path directory;
    private final String host;
    private final Deployer deployer;
    private final Executor threads;
    private final Set<ContextName> busy = ConcurrentHashMap.newKeySet();
    // the rest belongs to the thread that looks
    private final Map<ContextName, Pending> pending = new HashMap<>();
    private final Map<ContextName, OfflineFile> pages = new HashMap<>();
    private final Set<OfflineFile> unreadable = ConcurrentHashMap.newKeySet();
    private Set<ContextName> missing = new HashSet<>();
    private Set<String> said = new HashSet<>();
    private @Nullable String unavailable;
    /// Of the directory when it last held something; it may have been made after the start.
    private String identity;

    /// A source that differs from what serves.
    ///
    /// @param tree all of its files
    /// @param looks how often it was the same
    private record Pending(Attempt file, SourceFacts tree, int looks) {
    }

    /// @param directory absolute; may be absent
    /// @param host whose contexts lie there; empty for every host
    public WebAppsWatch(Path directory, String host, Deployer deployer) {
        this(directory, host, deployer, task -> Thread.ofPlatform().daemon().name("lanner-watch-deploy").start(task));
    }

    /// @param threads runs what takes time
    WebAppsWatch(Path directory, String host, Deployer deployer, Executor threads) {
        this.directory = directory;
        this.host = host;
        this.deployer = deployer;
        this.threads = threads;
        identity = SourceFacts.ofFile(directory).identity();
    }

    /// One look, that never throws. By one thread at a time; twice a second is enough.
    public void lookQuietly() {
        try {
            look();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR,
                    "LNR-4131 " + directory + " is looked at again in a moment, after a fault of the server",
                    e);
        }
    }

    /// One look.
    void look() {
        DirectoryLook found = find();
        if (found == null) {
            return;
        }
        Set<String> clashes = new HashSet<>(found.clashes());
        clashes.stream().filter(clash -> !said.contains(clash)).forEach(clash -> LOG.log(Level.WARNING, clash));
        said = clashes;
        lookAtPages(found);
        found.sources().forEach((context, source) -> {
            if (!found.pages().containsKey(context)) {
                lookAt(context, source);
            }
        });
        pending.keySet().retainAll(found.sources().keySet());
        lookForMissing(found);
    }

    /// A directory that is gone, or that was replaced by an empty one, is most likely a drive that is not there: what it
    /// held goes on.
    private @Nullable DirectoryLook find() {
        String reason = "it is not there";
        try {
            if (Files.isDirectory(directory)) {
                DirectoryLook found = DirectoryLook.at(directory, host);
                String now = SourceFacts.ofFile(directory).identity();
                if (!found.isEmpty() || now.equals(identity)) {
                    identity = now;
                    if (unavailable != null) {
                        LOG.log(Level.INFO, directory + " is there again");
                    }
                    unavailable = null;
                    return found;
                }
                reason = "an empty directory has taken its place";
            }
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        if (!reason.equals(unavailable)) {
            boolean concerned = slots().stream()
                    .anyMatch(slot -> WebAppsDirectory.holds(directory, slot.deployment().source()));
            LOG.log(concerned ? Level.WARNING : Level.DEBUG,
                    "LNR-4132 " + directory + ": " + reason + "; its applications go on as they are "
                            + "until something lies there again. 'lanner undeploy' ends them");
        }
        unavailable = reason;
        return null;
    }

    // ---- sources

    private void lookAt(ContextName context, Source source) {
        Attempt file = source.file();
        Slot slot = deployer.slots().get(context);
        boolean foreign = slot != null && !WebAppsDirectory.holds(directory, slot.deployment().source());
        boolean same = slot != null && slot.knows(file);
        if (foreign || same || slot != null && slot.busy() || busy.contains(context)
                || slot == null && deployer.slots().isEnded(context, file)) {
            pending.remove(context);
            return;
        }
        SourceFacts tree = SourceFacts.ofTree(file.source());
        Pending before = pending.get(context);
        int looks = before != null && before.file.equals(file) && before.tree.equals(tree) ? before.looks + 1 : 1;
        pending.put(context, new Pending(file, tree, looks));
        if (looks >= 2 && (source.fault() != null || looks > PATIENCE || isWhole(file.source()))) {
            pending.remove(context);
            run(context, () -> deployer.deploySource(source, context));
        }
    }

    private static boolean isWhole(Path source) {
        return Files.isDirectory(source) || WarUnpacker.isWhole(source);
    }

    private void lookForMissing(DirectoryLook found) {
        Set<ContextName> now = new HashSet<>();
        for (Slot slot : deployer.slots().all()) {
            ContextName context = slot.deployment().context();
            // not what was tried in vain; and one may serve another context than its name says
            Path source = slot.deployment().source();
            if (!found.sources().containsKey(context) && !found.pages().containsKey(context) && !slot.busy()
                    && !busy.contains(context) && WebAppsDirectory.holds(directory, source)
                    && !Files.exists(source)) {
                now.add(context);
                if (missing.contains(context)) {
                    run(context, () -> undeploy(context));
                }
            }
        }
        missing = now;
    }

    private void undeploy(ContextName context) {
        try {
            deployer.undeploy(context);
        } catch (DeploymentException e) {
            LOG.log(Level.WARNING, e.getMessage());
        }
    }

    // ---- pages

    private void lookAtPages(DirectoryLook found) {
        Map<ContextName, OfflineFile> all = new HashMap<>(found.pages());
        for (Slot slot : slots()) {
            // beside or inside what lies elsewhere
            Path source = slot.deployment().source();
            OfflineFile page = all.containsKey(slot.deployment().context()) ? null : OfflineFile.of(source);
            if (page != null) {
                all.put(slot.deployment().context(), page);
            }
        }
        all.forEach((context, page) -> lookAtPage(context, page, found.sources().get(context)));
        for (Slot slot : slots()) {
            ContextName context = slot.deployment().context();
            if (slot.deployment().state() == State.OFFLINE && !all.containsKey(context)) {
                pages.remove(context);
                comeBack(context, slot);
            }
        }
    }

    /// Those of this host: the others are looked at with their own directories.
    private List<Slot> slots() {
        return deployer.slots().all().stream().filter(slot -> slot.deployment().context().host().equals(host)).toList();
    }

    private void lookAtPage(ContextName context, OfflineFile page, @Nullable Source source) {
        Slot slot = deployer.slots().get(context);
        boolean offline = slot != null && slot.deployment().state() == State.OFFLINE;
        if (slot != null && slot.busy() || busy.contains(context) || offline && page.equals(pages.get(context))
                || unreadable.contains(page)) {
            return;
        }
        Path serves = slot != null ? slot.deployment().source() : source != null ? source.file().source() : page.file();
        pages.put(context, page);
        run(context, () -> {
            try {
                deployer.offline(context, serves, page);
            } catch (Slots.BusyException e) {
                LOG.log(Level.DEBUG, "{0} has to wait: {1}", page.file(), e.getMessage());
            } catch (DeploymentException e) {
                LOG.log(Level.ERROR, e.getMessage());
                unreadable.add(page);
            }
        });
    }

    /// What lies in the directory is deployed as something new would be; what lies elsewhere at once, and once.
    private void comeBack(ContextName context, Slot slot) {
        Path source = slot.deployment().source();
        if (!WebAppsDirectory.holds(directory, source) && slot.tried().facts().equals(SourceFacts.NONE) && !slot.busy()
                && !busy.contains(context)) {
            run(context, () -> deployer.deployQuietly(source, context));
        }
    }

    private void run(ContextName context, Runnable work) {
        busy.add(context);
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                busy.remove(context);
            }
        });
    }
}
