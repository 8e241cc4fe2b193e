package dev.lanner.worker.supervisor;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.SessionHolder;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.HostedApplication;
import dev.lanner.spi.Application;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.worker.hop.Hop;
import dev.lanner.worker.hop.HopRules;
import dev.lanner.worker.process.WorkerProcesses;
import java.util.List;
import java.util.function.Consumer;

/// A web application in worker processes: the way to them, and what starts and ends them.
final class HostedWorkers implements HostedApplication {
    private final ContextName context;
    private final Supervisor supervisor;
    private final Application hop;
    private final Consumer<HostedWorkers> closed;

    HostedWorkers(ContextName context, ContextConfig config, WorkerProcesses processes,
            Consumer<HostedWorkers> closed) {
        SettingValues settings = config.settings();
        this.context = context;
        this.closed = closed;
        WorkerRules rules = WorkerRules.of(settings);
        Sticky sticky = rules.processes() > 1 ? new Sticky(context, rules.processes()) : null;
        supervisor = new Supervisor(context, rules, processes, WorkerTime.SYSTEM, sticky);
        Hop one = new Hop(context.toString(), supervisor,
                HopRules.of(settings.get(Settings.WORKER_REQUEST_TIMEOUT), -1));
        hop = sticky == null ? one : new StickyHop(sticky, one);
    }

    /// The way to several workers.
    private record StickyHop(Sticky sticky, Hop hop) implements Application, SessionHolder {

        @Override
        public void handle(FeatureCollection exchange) throws Exception {
            sticky.read(exchange);
            hop.handle(exchange);
        }

        @Override
        public boolean hasSessionOf(FeatureCollection exchange) {
            return hop.hasSessionOf(exchange);
        }

        @Override
        public boolean hasSessions() {
            return hop.hasSessions();
        }
    }

    ContextName context() {
        return context;
    }

    void recycle() throws DeploymentException {
        supervisor.recycle();
    }

    @Override
    public Application application() {
        return hop;
    }

    @Override
    public boolean active() {
        return supervisor.active();
    }

    @Override
    public void start() throws DeploymentException {
        supervisor.start();
    }

    @Override
    public void goAway() {
        supervisor.goAway();
    }

    List<WorkerStatus> statuses() {
        return supervisor.statuses();
    }

    @Override
    public void close() {
        supervisor.close();
        closed.accept(this);
    }
}
