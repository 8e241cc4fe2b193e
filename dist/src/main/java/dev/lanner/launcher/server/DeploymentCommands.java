package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.Deployment;
import dev.lanner.deploy.WebAppsStore;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `lanner deploy`, `redeploy`, `undeploy` and `list`, in the server. Called by several threads.
final class DeploymentCommands {
    private final WebApplications applications;
    private final Configuration configuration;
    private final List<HostDirectory> directories;

    DeploymentCommands(WebApplications applications, Configuration configuration,
            List<HostDirectory> directories) {
        this.applications = applications;
        this.configuration = configuration;
        this.directories = directories;
    }

    /// Deploys a WAR while the server runs.
    ///
    /// Values: `war`; `context` where the file's name does not say it; `keep`, so that it is there after a restart.
    String deploy(ControlRequest request) throws ControlException {
        String war = request.value("war");
        String path = request.values().get("context");
        try {
            Path file = Path.of(war).toAbsolutePath().normalize();
            ContextName context = path == null ? ContextName.ofFile(file) : ContextName.ofPath(path);
            requireConfiguration(context);
            Deployer deployer = applications.deployer();
            requireOnline(deployer, context);
            WebAppsStore store = store(context, deployer);
            boolean keep = request.values().containsKey("keep") && !Files.isDirectory(file) && !store.holds(file);
            if (keep) {
                store.requireRoom(context);
            }
            deployer.deploy(file, context);
            String done = "Deployed " + file + " at " + context;
            return keep
                    ? done + ", kept as " + store.keep(context) + "\n"
                    : done + (store.holds(file) ? "\n" : ", until the server stops\n");
        } catch (DeploymentException | ConfigurationException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        } catch (InvalidPathException e) {
            throw new ControlException("LNR-5204: '" + war + "' is not a path: " + e.getReason(), e);
        }
    }

    /// Reads the file of a context again, whether it has changed or not.
    String redeploy(ControlRequest request) throws ControlException {
        try {
            ContextName context = ContextName.ofPath(request.value("context"));
            requireConfiguration(context);
            Deployer deployer = applications.deployer();
            Deployment known = require(deployer, context);
            requireOnline(deployer, context);
            Deployment.Newer newer = known.newer();
            // the file that failed last may be well now
            Path source = newer == null ? known.source() : newer.source();
            deployer.deploy(source, context);
            return "Redeployed " + source + " at " + context + "\n";
        } catch (DeploymentException | ConfigurationException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Ends a web application. What lies in `webapps` is renamed.
    String undeploy(ControlRequest request) throws ControlException {
        try {
            ContextName context = ContextName.ofPath(request.value("context"));
            Deployer deployer = applications.deployer();
            Path source = require(deployer, context).source();
            if (!deployer.undeploy(context)) {
                throw nothingAt(context);
            }
            WebAppsStore store = store(context, deployer);
            String done = "Undeployed " + context;
            if (store.holds(source) && Files.exists(source)) {
                done += "; its file is " + store.putAside(source) + " now";
            }
            Path other = store.find(context);
            return other == null
                    ? done + "\n"
                    : done + "; " + other
                            + " is for the same path, and is deployed next: undeploy that, too, or remove it\n";
        } catch (DeploymentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The web applications, as a table or, with the value `json`, as JSON; with the value `leaks` those that were ended
    /// and are still in memory.
    String list(ControlRequest request) throws ControlException {
        if (request.values().containsKey("leaks")) {
            return leaks();
        }
        DeploymentTable table = new DeploymentTable(applications.deployments(), applications.contexts(),
                applications.workers());
        boolean json = request.values().containsKey("json");
        return applications.sharing().below(json ? table.json() : table.text(), json);
    }

    /// Replaces the worker processes of a web application.
    String recycle(ControlRequest request) throws ControlException {
        try {
            ContextName context = ContextName.ofPath(request.value("context"));
            Deployment known = require(applications.deployer(), context);
            requireOnline(applications.deployer(), context);
            WorkerHosting hosting = applications.hosting();
            if (hosting == null || !hosting.has(context)) {
                throw new ControlException("LNR-5711: " + context + " runs in the process of the server"
                        + (known.state() == Deployment.State.FAILED ? ", or has failed" : "")
                        + "; write hosting: worker into conf/contexts/" + context.configurationNames().getLast()
                        + ".yaml to give it processes of its own, and run: lanner redeploy " + context);
            }
            hosting.recycle(context);
            return "Recycled " + context + "\n";
        } catch (DeploymentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private String leaks() throws ControlException {
        try {
            List<String> lines = applications.deployer().leaks();
            return lines.isEmpty()
                    ? "No web application that was ended is still in memory\n"
                    : String.join("\n", lines) + "\n";
        } catch (DeploymentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    /// A fault in the context's file is said before anything is touched.
    private void requireConfiguration(ContextName context) throws ConfigurationException {
        configuration.contexts().settings(context.configurationNames());
    }

    private WebAppsStore store(ContextName context, Deployer deployer) throws ControlException {
        for (HostDirectory each : directories) {
            if (each.host().equals(context.host())) {
                return new WebAppsStore(each.directory(), each.host(), deployer);
            }
        }
        throw new ControlException("LNR-4110: " + context + ": there is no host " + context.host()
                + " in the conf/lanner.yaml that the server was started with");
    }

    private static Deployment require(Deployer deployer, ContextName context) throws ControlException {
        Deployment known = find(deployer, context);
        if (known == null) {
            throw nothingAt(context);
        }
        return known;
    }

    private static ControlException nothingAt(ContextName context) {
        return new ControlException("LNR-5407: nothing is deployed at " + context);
    }

    private static @Nullable Deployment find(Deployer deployer, ContextName context) {
        for (Deployment deployment : deployer.list()) {
            if (deployment.context().equals(context)) {
                return deployment;
            }
        }
        return null;
    }

    private static void requireOnline(Deployer deployer, ContextName context) throws ControlException {
        Deployment known = find(deployer, context);
        if (known != null && known.state() == Deployment.State.OFFLINE) {
            throw new ControlException("LNR-4135: context " + context + " is offline: remove its app_offline.html "
                    + "first; a file that is copied to webapps meanwhile is served then");
        }
    }
}
