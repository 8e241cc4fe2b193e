package dev.lanner.launcher.server;

import dev.lanner.container.ContextInfo;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployment;
import dev.lanner.worker.supervisor.WorkerStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The web applications for people and for programs.
final class DeploymentTable {
    private static final List<String> HEADS = List.of("PATH", "HOST", "VERSION", "STATE", "SESSIONS", "ACTIVE", "SINCE",
            "SOURCE");

    private final List<Deployment> deployments;
    private final List<ContextInfo> contexts;
    private final List<WorkerStatus> workers;

    /// @param contexts what the container says of them
    /// @param workers the processes of all that have some
    DeploymentTable(List<Deployment> deployments, List<ContextInfo> contexts, List<WorkerStatus> workers) {
        this.deployments = deployments;
        this.contexts = contexts;
        this.workers = workers;
    }

    /// Null where it runs in the server's process.
    private @Nullable WorkerTable workersOf(Deployment deployment) {
        List<WorkerStatus> own = new ArrayList<>();
        for (WorkerStatus worker : workers) {
            if (worker.context().equals(deployment.context())) {
                own.add(worker);
            }
        }
        return own.isEmpty() ? null : new WorkerTable(own);
    }

    private @Nullable ContextInfo infoOf(Deployment deployment) {
        for (ContextInfo info : contexts) {
            if (info.id().equals(deployment.context().id())) {
                return info;
            }
        }
        return null;
    }

    private static String state(Deployment deployment) {
        return deployment.state().name().toLowerCase(Locale.ROOT);
    }

    private static String path(ContextName context) {
        return context.path().isEmpty() ? "/" : context.path();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /// One line for each: path, state, file, and the reason of a failure.
    String lines() {
        StringBuilder text = new StringBuilder();
        for (Deployment deployment : deployments) {
            text.append(deployment.context()).append(' ').append(state(deployment)).append(' ')
                    .append(deployment.source());
            String reason = deployment.reason();
            if (reason != null) {
                text.append(": ").append(reason.replace("\n", "\n  "));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// A table with a line of heads; reasons stand below their line.
    String text() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        for (Deployment deployment : deployments) {
            ContextInfo info = infoOf(deployment);
            ContextName context = deployment.context();
            rows.add(List.of(path(context), context.host().isEmpty() ? "*" : context.host(),
                    context.version().isEmpty() ? "-" : context.version(), state(deployment),
                    info == null || workersOf(deployment) != null ? "-" : Long.toString(info.sessions()),
                    info == null ? "-" : Integer.toString(info.activeRequests()),
                    deployment.since().truncatedTo(ChronoUnit.SECONDS).toString(), deployment.source().toString()));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), rows, text);
            if (i > 0) {
                reasons(deployments.get(i - 1), text);
                WorkerTable own = workersOf(deployments.get(i - 1));
                if (own != null) {
                    own.text(text);
                }
            }
        }
        return text.toString();
    }

    static void row(List<String> cells, List<List<String>> rows, StringBuilder text) {
        for (int i = 0; i < cells.size() - 1; i++) {
            int width = 0;
            for (List<String> row : rows) {
                width = Math.max(width, row.get(i).length());
            }
            text.append(cells.get(i)).repeat(' ', width - cells.get(i).length() + 2);
        }
        text.append(cells.getLast()).append('\n');
    }

    private static void reasons(Deployment deployment, StringBuilder text) {
        String reason = deployment.reason();
        if (reason != null) {
            text.append("  ").append(reason.replace("\n", "\n  ")).append('\n');
        }
        Deployment.Newer newer = deployment.newer();
        if (newer != null) {
            text.append("  a newer version failed at ").append(newer.at().truncatedTo(ChronoUnit.SECONDS)).append(": ")
                    .append(newer.reason().replace("\n", "\n  ")).append('\n');
        }
    }

    /// An array with an object for each.
    String json() {
        StringBuilder text = new StringBuilder("[");
        for (Deployment deployment : deployments) {
            text.append(text.length() == 1 ? "\n  {" : ",\n  {");
            ContextInfo info = infoOf(deployment);
            JsonText.member("path", path(deployment.context()), text);
            JsonText.member("host", emptyToNull(deployment.context().host()), text);
            JsonText.member("version", emptyToNull(deployment.context().version()), text);
            JsonText.member("state", state(deployment), text);
            WorkerTable own = workersOf(deployment);
            if (own != null || deployment.state() == Deployment.State.RUNNING) {
                // of what does not run it is not known here
                JsonText.member("hosting", own == null ? "in-process" : "worker", text);
            }
            if (info != null) {
                if (own == null) {
                    text.append(", \"sessions\": ").append(info.sessions());
                }
                text.append(", \"activeRequests\": ").append(info.activeRequests());
            }
            JsonText.member("since", deployment.since().toString(), text);
            JsonText.member("source", deployment.source().toString(), text);
            JsonText.member("reason", deployment.reason(), text);
            Deployment.Newer newer = deployment.newer();
            if (newer != null) {
                text.append(", \"newer\": {");
                JsonText.member("source", newer.source().toString(), text);
                JsonText.member("reason", newer.reason(), text);
                JsonText.member("at", newer.at().toString(), text);
                text.append('}');
            }
            if (own != null) {
                own.json(text);
            }
            text.append('}');
        }
        return text.append(deployments.isEmpty() ? "]\n" : "\n]\n").toString();
    }
}
