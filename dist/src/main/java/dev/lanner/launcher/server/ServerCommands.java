package dev.lanner.launcher.server;

import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.control.ControlCommands;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.control.LastingCommand;
import dev.lanner.spi.BoundEndpoint;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a running server does when it is asked over its control socket.
final class ServerCommands implements ControlCommands {
    private final Server server;
    private final WebApplications applications;

    ServerCommands(Server server, WebApplications applications) {
        this.server = server;
        this.applications = applications;
    }

    @Override
    public String answer(ControlRequest request) throws ControlException {
        return switch (request.command()) {
            case "status" -> status();
            case "list" -> applications.commands().list(request);
            case "deploy" -> applications.commands().deploy(request);
            case "redeploy" -> applications.commands().redeploy(request);
            case "recycle" -> applications.commands().recycle(request);
            case "undeploy" -> applications.commands().undeploy(request);
            case "reload" -> reload();
            case "prefixes" -> prefixes();
            case "registrations" -> applications.sharing().list(request.values().containsKey("json"));
            case "unregister" -> applications.sharing().unregister(request);
            case "which" -> applications.which(request.value("url"));
            case "stop" -> stop();
            default -> throw new ControlException("LNR-5402: this server does not know '" + request.command()
                    + "'; is it of another version?");
        };
    }

    @Override
    public @Nullable LastingCommand lasting(ControlRequest request, String user, Consumer<String> end)
            throws ControlException {
        return request.command().equals("register")
                ? applications.sharing().register(request, user, end)
                : null;
    }

    private String prefixes() {
        return PrefixReport.list(server.endpoints().running(), applications.bound())
                + applications.sharing().reserved();
    }

    private String status() {
        StringBuilder text = new StringBuilder();
        text.append("state: ").append(server.ready() ? "ready" : "starting").append('\n');
        text.append("pid: ").append(ProcessFacts.pid()).append('\n');
        text.append("version: ").append(Version.CURRENT).append('\n');
        text.append("base: ").append(server.base().path()).append('\n');
        for (BoundEndpoint endpoint : server.endpoints().addresses()) {
            text.append("listening: ").append(endpoint.url()).append('\n');
        }
        String front = server.front();
        if (front != null) {
            text.append("front: ").append(front).append('\n');
        }
        lines().lines().forEach(line -> text.append("application: ").append(line).append('\n'));
        return text.toString();
    }

    private String lines() {
        return new DeploymentTable(applications.deployments(), List.of(), List.of()).lines();
    }

    private String reload() throws ControlException {
        try {
            return server.reload();
        } catch (ConfigurationException | LauncherException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private String stop() {
        server.requestStop();
        return "pid: " + ProcessFacts.pid() + "\n";
    }
}
