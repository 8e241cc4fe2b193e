package dev.lanner.launcher.server;

import dev.lanner.launcher.admin.Health;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.control.ControlListener;
import dev.lanner.launcher.logging.AccessLog;
import dev.lanner.launcher.logging.ContextLogs;
import dev.lanner.launcher.logging.ServerLog;
import dev.lanner.launcher.metrics.RequestLogs;
import dev.lanner.spi.Application;
import dev.lanner.spi.BoundEndpoint;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ServerLibraries;
import dev.lanner.spi.StopResult;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A running server: base directory, logs, connectors, container and web applications put together. Started once,
/// stopped once.
public final class Server implements Stoppable {
    private static final System.Logger LOG = LazyLogger.of(Server.class);

    private final Configuration configuration;
    private final BaseDirectory base;
    private final PrintStream out;
    private final Runnable afterStop;
    private final Endpoints endpoints = new Endpoints();
    private final @Nullable Reload reload;
    private final @Nullable ConfigurationSource source;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ReentrantLock lifeCycle = new ReentrantLock();
    // guarded by lifeCycle
    private boolean stopping;
    private @Nullable AccessLog accessLog;
    private @Nullable ContextLogs contextLogs;
    private @Nullable WebApplications applications;
    private @Nullable ControlListener control;
    private @Nullable ControlListener registration;
    private @Nullable Observation observation;
    private @Nullable FileWatch watch;
    private @Nullable FrontServing front;
    private volatile boolean ready;

    /// @param base held by the server from now on, and given back when it stops
    /// @param out takes the lines `Listening on URL` and `Ready in N ms`
    /// @param afterStop run when a stop that was asked for by [#requestStop] is done; the thread that starts the server
    ///   may still be busy then
    public Server(Configuration configuration, BaseDirectory base, PrintStream out, Runnable afterStop) {
        this(configuration, null, base, out, afterStop);
    }

    /// @param source where the configuration was read from, to read it again; null where that is not wanted
    /// @param base as above
    public Server(Configuration configuration, @Nullable ConfigurationSource source, BaseDirectory base,
            PrintStream out, Runnable afterStop) {
        this.configuration = configuration;
        this.source = source;
        reload = source == null ? null : new Reload(source, configuration, endpoints);
        this.base = base;
        this.out = out;
        this.afterStop = afterStop;
    }

    /// Binds all endpoints, then starts the web applications.
    ///
    /// @param wars web applications beside those in `webapps`
    /// @throws LauncherException when the server can't start; nothing stays open
    public void start(List<WarArgument> wars) throws LauncherException {
        boolean started = false;
        WebApplications web;
        try {
            ServerLog.configure(configuration.server());
            if (!configuration.profile().isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "the profile {0} of the configuration holds",
                        configuration.profile());
            }
            for (String note : configuration.notes()) {
                LOG.log(System.Logger.Level.WARNING, note);
            }
            String names = System.getProperty("sun.jnu.encoding");
            if (!"UTF-8".equals(names) && File.separatorChar == '/') {
                LOG.log(System.Logger.Level.WARNING, "LNR-5317: names of files are read and written as {0}; files with "
                        + "other characters in their names are not found. Set LC_ALL=C.UTF-8", names);
            }
            base.writePid();
            web = listen(wars);
            openControl(web);
            openRegistration(web);
            web.deployAll(wars);
            register();
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
        ready = true;
        watch();
        Observation observed = observation();
        if (observed != null) {
            observed.health().phase(Health.Phase.SERVING);
        }
        out.println("Ready in " + ProcessFacts.millisSinceStart() + " ms");
        out.flush();
        web.watch();
    }

    private WebApplications listen(List<WarArgument> wars) throws LauncherException {
        FeatureCollection features = new FeatureCollection();
        features.set(Features.SERVER_ADDRESSES, endpoints);
        AccessLog log = openAccessLog();
        WebApplications web = new WebApplications(configuration, source, base, features);
        if (reload != null) {
            reload.applications(web);
        }
        Observation observed = Observation.of(configuration.server(), endpoints, web);
        lifeCycle.lock();
        try {
            accessLog = log;
            applications = web;
            observation = observed;
        } finally {
            lifeCycle.unlock();
        }
        Application application = web.application(wars);
        ConnectorContext context = new ConnectorContext(application, configuration.server(), features,
                requestLog(
                        application != web.container() || configuration.contexts().areThere()
                                ? contextLogs(log, web)
                                : log,
                        observed));
        context.shared().put(ServerLibraries.class, web);
        if (observed != null) {
            observed.start(context);
        }
        endpoints.start(configuration.endpoints(), context);
        if (!configuration.sections().written().isEmpty()) {
            openFront(context);
        }
        for (BoundEndpoint endpoint : endpoints.addresses()) {
            out.println("Listening on " + endpoint.url());
        }
        if (observed != null) {
            for (BoundEndpoint endpoint : observed.admin().addresses()) {
                out.println("Health and metrics on " + endpoint.url());
            }
        }
        out.flush();
        return web;
    }

    private void openFront(ConnectorContext context) throws LauncherException {
        FrontServing opened = FrontServing.open(configuration, base, context);
        if (opened != null) {
            out.println("Serving behind " + opened.front());
        }
        lifeCycle.lock();
        try {
            front = opened;
        } finally {
            lifeCycle.unlock();
        }
    }

    private void register() {
        FrontServing opened = frontServing();
        if (opened != null) {
            opened.register();
        }
    }

    private @Nullable FrontServing frontServing() {
        lifeCycle.lock();
        try {
            return front;
        } finally {
            lifeCycle.unlock();
        }
    }

    /// For people: where this server is registered; null where it has no front server.
    @Nullable
    String front() {
        FrontServing opened = frontServing();
        return opened == null ? null : opened.state();
    }

    /// Only for a server that has contexts: an empty one starts without.
    private ContextLogs contextLogs(@Nullable AccessLog log, WebApplications web) {
        ContextLogs made = new ContextLogs(base.resolve("logs"), log, configuration.server(),
                configuration.contexts().wantAllRequests());
        web.logs(made);
        lifeCycle.lock();
        try {
            contextLogs = made;
        } finally {
            lifeCycle.unlock();
        }
        return made;
    }

    private static RequestLog requestLog(@Nullable RequestLog log, @Nullable Observation observed) {
        if (observed != null) {
            return RequestLogs.of(log, observed.requests());
        }
        return log == null ? RequestLog.NONE : log;
    }

    private @Nullable Observation observation() {
        lifeCycle.lock();
        try {
            return observation;
        } finally {
            lifeCycle.unlock();
        }
    }

    private @Nullable AccessLog openAccessLog() throws LauncherException {
        try {
            return AccessLog.open(configuration.server(), base.resolve("logs", "access.log"));
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5306: " + base.resolve("logs", "access.log")
                    + " can't be written: " + BaseDirectory.reason(e), e);
        }
    }

    /// Where processes of other users register; most servers have no such socket.
    private void openRegistration(WebApplications web) throws LauncherException {
        String path = configuration.server().get(Settings.REGISTRATION_SOCKET);
        if (path.isEmpty()) {
            return;
        }
        ControlListener opened = RegistrationSocket.open(path, web);
        lifeCycle.lock();
        try {
            registration = opened;
        } finally {
            lifeCycle.unlock();
        }
    }

    private void openControl(WebApplications web) throws LauncherException {
        try {
            ControlListener opened = ControlListener.open(base.resolve("run"), new ServerCommands(this, web));
            lifeCycle.lock();
            try {
                control = opened;
            } finally {
                lifeCycle.unlock();
            }
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5308: the control socket in " + base.resolve("run")
                    + " can't be opened: " + BaseDirectory.reason(e), e);
        }
    }

    private void watch() {
        Reload again = reload;
        if (again == null || !configuration.server().get(Settings.WATCH_CONFIG)) {
            return;
        }
        FileWatch started = new FileWatch(again.file(), again.contexts(), again::quietly);
        lifeCycle.lock();
        try {
            if (!stopping) {
                watch = started;
                started.start();
            }
        } finally {
            lifeCycle.unlock();
        }
    }

    /// Reads the configuration again and exchanges the endpoints that have changed.
    ///
    /// @return what was done, for people
    /// @throws LauncherException when an endpoint can't be started; nothing has changed
    /// @throws ConfigurationException when the configuration is wrong; nothing has changed
    public String reload() throws LauncherException, ConfigurationException {
        Reload again = reload;
        if (again == null) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5245: this server was not started from a configuration "
                    + "that can be read again");
        }
        return again.run();
    }

    /// Whether all web applications have been started, or have failed.
    boolean ready() {
        return ready;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    BaseDirectory base() {
        return base;
    }

    /// Stops accepting, lets running requests end within `shutdown-timeout`, ends the web applications, and gives
    /// everything back. Idempotent; a second caller does not wait for the first.
    public void stop() {
        lifeCycle.lock();
        try {
            if (stopping) {
                return;
            }
            stopping = true;
        } finally {
            lifeCycle.unlock();
        }
        try {
            closeQuietly(watch);
            Observation observed = observation();
            if (observed != null) {
                observed.drain();
            }
            Duration grace = configuration.server().get(Settings.SHUTDOWN_TIMEOUT);
            long begin = System.nanoTime();
            FrontServing opened = frontServing();
            if (opened != null) {
                opened.leave();
            }
            if (applications != null) {
                applications.goAway();
            }
            if (opened != null) {
                opened.awaitLeft(grace);
            }
            if (endpoints.stop(rest(grace, begin)) == StopResult.FORCED) {
                LOG.log(System.Logger.Level.WARNING,
                        "LNR-5310: requests were aborted, as they ran longer than shutdown-timeout = {0}",
                        Settings.SHUTDOWN_TIMEOUT.type().format(grace));
            }
            if (opened != null) {
                opened.stop(rest(grace, begin));
            }
            if (applications != null) {
                applications.close();
            }
            if (observed != null) {
                observed.stop();
            }
            closeQuietly(registration);
            closeQuietly(control);
            closeQuietly(contextLogs);
            closeQuietly(accessLog);
        } finally {
            base.close();
            stopped.countDown();
        }
    }

    /// One time for all that is waited for.
    private static Duration rest(Duration grace, long begin) {
        Duration rest = grace.minusNanos(System.nanoTime() - begin);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    @Override
    public void requestStop() {
        Thread.ofPlatform().name("lanner-stop").start(() -> {
            stop();
            // by somebody else, perhaps, who is not done
            awaitQuietly();
            afterStop.run();
        });
    }

    /// Waits until the server has stopped.
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void awaitQuietly() {
        try {
            awaitStop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "LNR-5309: {0}", BaseDirectory.reason(e));
            }
        }
    }
}
