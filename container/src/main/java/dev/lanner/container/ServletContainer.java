package dev.lanner.container;

import dev.lanner.container.binding.ContextBinding;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.HostTable;
import dev.lanner.container.binding.Place;
import dev.lanner.container.binding.Router;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.container.context.ContextHost;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.error.ErrorBody;
import dev.lanner.container.security.Realms;
import dev.lanner.container.session.SessionSweeper;
import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.message.RequestTarget;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A Jakarta Servlet 6.1 container. Connectors call [#handle] for each request; contexts are deployed and undeployed at
/// any time, from any thread.
///
/// Resource trees and class loaders belong to whoever deploys: they are closed by them, after [#undeploy] has returned.
public final class ServletContainer implements Application, AutoCloseable {
    private static final Logger LOG = LazyLogger.of(ServletContainer.class);

    private final SettingValues settings;
    private final Host host;
    private final OldVersions old;
    // one for each context: held while it starts or stops, never by a request
    private final ConcurrentMap<ContextId, ReentrantLock> deployments = new ConcurrentHashMap<>();
    // guards changes of `table` and `closed`; taken inside a deployment's lock, no application runs under it
    private final ReentrantLock tableGuard = new ReentrantLock();
    private volatile ContextTable table = ContextTable.EMPTY;
    private volatile boolean closed;
    private volatile @Nullable RealmSource realmSource;
    private volatile @Nullable SessionStoreSource sessionStores;
    // guarded by tableGuard; made when a context first lets users log in
    private @Nullable Realms realms;

    ServletContainer(ServletContainerBuilder from) {
        settings = from.settings;
        host = new Host(this, from.features, from.serverInfo, new SessionSweeper(), from.drainTimeout);
        old = new OldVersions(this);
        host.sweeper.afterwards(new Sweep());
        realmSource = from.realms;
        sessionStores = from.sessionStores;
    }

    /// A class, as a lambda costs time at the start.
    private final class Sweep implements Runnable {
        @Override
        public void run() {
            sweepOldVersions();
        }
    }

    private record Host(ServletContainer container, FeatureCollection serverFeatures, String serverInfo,
            SessionSweeper sweeper, Duration drainTimeout) implements ContextHost {

        @Override
        public @Nullable RealmSource realmSource() {
            return container.realmSource;
        }

        @Override
        public Realms realms() {
            return container.realms();
        }

        @Override
        public @Nullable SessionStoreSource sessionStores() {
            return container.sessionStores;
        }

        @Override
        public @Nullable WebContext contextOf(WebContext asking, String path) {
            ContextTable now = container.table;
            Router<ContextTable.Entry> router = now.router();
            if (router == null) {
                ContextTable.Entry entry = now.match(path);
                return entry == null ? null : withServlets(entry.context());
            }
            Place<ContextTable.Entry> place = router.sibling(asking.id(), path);
            if (place == null || place.versions().getFirst().id().samePlace(asking.id())) {
                return place == null ? null : asking;
            }
            return withServlets(Routing.newest(place).context());
        }

        private static @Nullable WebContext withServlets(@Nullable WebContext context) {
            return context == null || !context.hasServlets() ? null : context;
        }

        @Override
        public boolean handOn(FeatureCollection exchange, WebContext from) throws Exception {
            Routing.takeBack(exchange);
            ContextTable.Entry entry = container.find(exchange);
            WebContext context = entry == null ? null : entry.context();
            if (context == null || context == from) {
                return false;
            }
            context.serve(exchange, exchange.require(Features.REQUEST).target());
            return true;
        }

        @Override
        public SettingValues settings() {
            return container.settings;
        }
    }

    private Realms realms() {
        tableGuard.lock();
        try {
            Realms known = realms;
            if (known == null) {
                known = new Realms(settings, InstantSource.system());
                realms = known;
            }
            return known;
        } finally {
            tableGuard.unlock();
        }
    }

    /// Where contexts get their users from that start from now on.
    public void realms(RealmSource source) {
        realmSource = source;
    }

    /// Where contexts keep their sessions besides memory that start from now on.
    public void sessionStores(SessionStoreSource source) {
        sessionStores = source;
    }

    /// The virtual hosts from now on. Contexts stay where they are bound.
    public void hosts(HostTable hosts) {
        tableGuard.lock();
        try {
            table = table.with(hosts);
        } finally {
            tableGuard.unlock();
        }
    }

    /// Who undeploys an old version that nobody needs (`undeploy-old-versions`); called on a thread of its own. The
    /// container itself where nobody is named.
    public void undeployOldVersions(Consumer<ContextId> how) {
        old.undeployWith(how);
    }

    void sweepOldVersions() {
        old.sweep(table);
    }

    /// Gathers a container.
    public static ServletContainerBuilder builder() {
        return new ServletContainerBuilder();
    }

    /// Starts a context and begins to serve it. Where it fails, requests for its path get 503 until it is undeployed,
    /// replaced or deployed again; the other contexts are not touched.
    ///
    /// @throws DeploymentException when it can't be started, or a context is there already
    public void deploy(ContextDefinition definition) throws DeploymentException {
        start(definition, false);
    }

    /// Starts a context beside the one of the same host, path and version, then lets it take the new requests, then ends the old one.
    /// Where the new one fails the old one stays. Without an old one this is [#deploy].
    ///
    /// @throws DeploymentException when it can't be started
    public void replace(ContextDefinition definition) throws DeploymentException {
        WebContext before = start(definition, true);
        if (before != null) {
            before.stop();
        }
    }

    /// The same, but the end of the old one, which waits for its running requests, is left to the caller: the new one
    /// serves already.
    ///
    /// @return ends the old one, where there is one; to be run once, by any thread
    /// @throws DeploymentException when the new one can't be started
    public Runnable takeOver(ContextDefinition definition) throws DeploymentException {
        WebContext before = start(definition, true);
        return before == null ? () -> {
        } : before::stop;
    }

    private @Nullable WebContext start(ContextDefinition definition, boolean replace) throws DeploymentException {
        ReentrantLock deployment = deploymentOf(definition.id());
        deployment.lock();
        try {
            return startAlone(definition, replace);
        } finally {
            deployment.unlock();
        }
    }

    private ReentrantLock deploymentOf(ContextId id) {
        return deployments.computeIfAbsent(id, key -> new ReentrantLock());
    }

    /// @return what was there before, still to be stopped
    private @Nullable WebContext startAlone(ContextDefinition definition, boolean replace) throws DeploymentException {
        requireOpen(!closed);
        ContextId id = definition.id();
        ContextTable.Entry old = table.get(id);
        WebContext before = old == null ? null : old.context();
        requireFree(id, definition.binding());
        if (before != null && !replace) {
            throw new DeploymentException("LNR-3002: there is a context at " + id
                    + " already: undeploy it first, or replace it");
        }
        WebContext context = create(definition);
        ContextTable.Entry entry = new ContextTable.Entry(id, context.binding(), context, null);
        if (before == null) {
            // while it starts its path is answered with 503
            enter(entry);
        }
        try {
            context.start();
        } catch (DeploymentException | RuntimeException | Error e) {
            if (before == null) {
                fail(id, String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (before != null) {
            context.follow(before);
        }
        try {
            enter(entry);
        } catch (DeploymentException e) {
            context.stop();
            throw e;
        }
        return before;
    }

    private void requireFree(ContextId id, ContextBinding binding) throws DeploymentException {
        if (binding.prefixes().isEmpty()) {
            return;
        }
        Router.Conflict conflict = Router.conflict(table.bound(), id, binding);
        if (conflict != null) {
            throw new DeploymentException("LNR-3102: context " + id + " can't have the prefix "
                    + conflict.prefix() + ", as context " + conflict.holder() + " has it; take it out of one of their "
                    + "files");
        }
    }

    private static void requireOpen(boolean open) throws DeploymentException {
        if (!open) {
            throw new DeploymentException("LNR-3003: the container is closed");
        }
    }

    /// Puts an entry into the table, unless the container is closed or another context has one of its prefixes: of two
    /// that start at the same moment the second one to come here fails.
    private void enter(ContextTable.Entry entry) throws DeploymentException {
        tableGuard.lock();
        try {
            requireOpen(!closed);
            requireFree(entry.id(), entry.binding());
            table = table.with(entry);
        } finally {
            tableGuard.unlock();
        }
    }

    private WebContext create(ContextDefinition definition) throws DeploymentException {
        try {
            return new WebContext(definition, host);
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Marks a context as one that could not be read or started: requests get 503, unless another version serves. A
    /// context that runs stays.
    public void fail(ContextId id, String reason) {
        fail(id, List.of(), reason);
    }

    /// The same for a context that would have been bound to prefixes.
    public void fail(ContextId id, List<UrlPrefix> prefixes, String reason) {
        tableGuard.lock();
        try {
            ContextTable.Entry old = table.get(id);
            if (old == null || !old.serves()) {
                ContextInfo info = new ContextInfo(id, id.path(), ContextInfo.State.FAILED, 0, reason);
                ContextBinding binding = old == null || !prefixes.isEmpty()
                        ? ContextBinding.of(id, prefixes)
                        : old.binding();
                table = table.with(new ContextTable.Entry(id, binding, null, info));
            }
        } finally {
            tableGuard.unlock();
        }
    }

    /// Takes a context offline, or a path that none serves: requests get 503 with a page until something is deployed
    /// there. New requests at once; running ones may end, within the drain timeout. A context that is offline already
    /// gets the new page.
    ///
    /// @throws DeploymentException when the container is closed, or another context has a prefix of this one
    public void offline(ContextId id, OfflinePage page) throws DeploymentException {
        offline(id, List.of(), page);
    }

    /// The same for a context that would be bound to prefixes: where nothing runs, these get the page.
    public void offline(ContextId id, List<UrlPrefix> prefixes, OfflinePage page) throws DeploymentException {
        ReentrantLock deployment = deploymentOf(id);
        deployment.lock();
        try {
            requireOpen(!closed);
            ContextTable.Entry old = table.get(id);
            WebContext context = old == null ? null : old.context();
            if (context != null) {
                context.offline(page);
                return;
            }
            WebContext none = create(ContextDefinition.builder(id).prefixes(prefixes).build());
            none.offline(page);
            enter(new ContextTable.Entry(id, none.binding(), none, null));
        } finally {
            deployment.unlock();
        }
    }

    /// Stops a context: new requests get 503, or another version, while running ones may end, within the drain timeout;
    /// then its place is free. Waits for a start of the same context that is under way.
    ///
    /// @return whether there was one
    public boolean undeploy(ContextId id) {
        ReentrantLock deployment = deploymentOf(id);
        deployment.lock();
        try {
            return undeployAlone(id);
        } finally {
            deployment.unlock();
        }
    }

    /// [#undeploy(ContextId)] for the context of every host, without a version.
    public boolean undeploy(String contextPath) {
        return undeploy(new ContextId(contextPath));
    }

    private boolean undeployAlone(ContextId id) {
        ContextTable.Entry old = table.get(id);
        if (old == null) {
            return false;
        }
        WebContext context = old.context();
        if (context != null) {
            context.stop();
        }
        tableGuard.lock();
        try {
            table = table.without(id);
        } finally {
            tableGuard.unlock();
        }
        return true;
    }

    /// The contexts, by host, path and version.
    public List<ContextInfo> contexts() {
        return table.all().stream().map(ServletContainer::info).sorted(Comparator.comparing(ContextInfo::id))
                .toList();
    }

    /// The contexts with what they are bound to, in the same order.
    public List<BoundContext> bound() {
        return table.all().stream().sorted(Comparator.comparing(ContextTable.Entry::id))
                .map(entry -> new BoundContext(info(entry), entry.binding().prefixes())).toList();
    }

    /// Whether a context has the session that a request names.
    public boolean hasSessionOf(FeatureCollection exchange) {
        for (ContextTable.Entry entry : table.all()) {
            WebContext context = entry.context();
            if (context != null && context.hasSessionOf(exchange)) {
                return true;
            }
        }
        return false;
    }

    /// Which context serves a URL. Of several versions the newest that serves takes those who have no session.
    ///
    /// @param host as [dev.lanner.container.binding.HostName#ofAuthority] gives it; null for none
    /// @param address the server's, to which the request comes; null where it has none
    /// @param path decoded
    public RouteInfo route(String scheme, int port, @Nullable String host, @Nullable String address, String path) {
        ContextTable now = table;
        Router<ContextTable.Entry> router = now.router();
        if (router == null) {
            ContextTable.Entry entry = now.match(path);
            return entry == null
                    ? new RouteInfo(List.of(), "", 404)
                    : new RouteInfo(List.of(info(entry)), "*" + entry.id().path() + "/", 0);
        }
        Place<ContextTable.Entry> place = router.find(scheme, port, host, address, path);
        return place == null
                ? new RouteInfo(List.of(), "", router.refusal(scheme, port, host))
                : new RouteInfo(place.versions().stream().map(version -> info(version.value())).toList(),
                        place.shown(), 0);
    }

    private static ContextInfo info(ContextTable.Entry entry) {
        WebContext context = entry.context();
        ContextInfo failed = entry.info();
        if (context != null) {
            return context.info();
        }
        return failed == null ? new ContextInfo(entry.id(), "", ContextInfo.State.FAILED, 0, null) : failed;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        ContextTable.Entry entry = find(exchange);
        RequestTarget target = exchange.require(Features.REQUEST).target();
        if (entry == null) {
            answerWithoutContext(exchange, target);
            return;
        }
        WebContext context = entry.context();
        if (context == null) {
            ErrorBody.send(exchange, 503);
        } else {
            context.serve(exchange, target);
        }
    }

    private ContextTable.@Nullable Entry find(FeatureCollection exchange) throws RequestRejectedException {
        ContextTable now = table;
        Router<ContextTable.Entry> router = now.router();
        return router == null
                ? now.match(exchange.require(Features.REQUEST).target().path())
                : Routing.find(router, exchange);
    }

    private static void answerWithoutContext(FeatureCollection exchange, RequestTarget target) throws Exception {
        if (target.rawPath().equals("*")) {
            ResponseFeature response = exchange.require(Features.RESPONSE);
            response.headers().set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            response.headers().set("Content-Length", "0");
            return;
        }
        ErrorBody.send(exchange, 404);
    }

    /// The server will stop: connections that left HTTP are told to say goodbye, and those that leave it from now on at
    /// once. Requests are served as before. Does not wait.
    public void goAway() {
        for (ContextTable.Entry entry : table.all()) {
            WebContext context = entry.context();
            if (context != null) {
                context.goAway();
            }
        }
    }

    /// Undeploys all contexts, at the same time, as each may take as long as it is given. One that is still being started is waited for within the drain timeout, and stopped by
    /// its own thread when its start returns. Idempotent.
    @Override
    public void close() {
        tableGuard.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            tableGuard.unlock();
        }
        List<Thread> ending = new ArrayList<>();
        for (ContextTable.Entry entry : table.all()) {
            ContextId id = entry.id();
            ending.add(Thread.ofPlatform().name("lanner-end " + id).start(() -> closeContext(id)));
        }
        await(ending);
        host.sweeper.close();
        LOG.log(Level.DEBUG, "the container is closed");
    }

    private static void await(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeContext(ContextId id) {
        ReentrantLock deployment = deploymentOf(id);
        try {
            if (!deployment.tryLock(host.drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "LNR-3004: context {0} is still being started or stopped: it is left to itself",
                        id);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            undeployAlone(id);
        } finally {
            deployment.unlock();
        }
    }

    /// The settings of the server.
    public SettingValues settings() {
        return settings;
    }
}
