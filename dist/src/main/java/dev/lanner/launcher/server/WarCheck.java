package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.Deployer;
import dev.lanner.deploy.WebAppsDirectory;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.deploy.section.HostsSection.Host;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.resource.SharedLibraries;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads web applications as a deployment would, and starts nothing.
public final class WarCheck {
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int count;

    private WarCheck() {
    }

    /// Checks what lies in a `webapps` directory and those of hosts, and what was named, each under the settings of its context.
    ///
    /// @param libraries that all applications share
    /// @param webapps may be absent; directories of hosts that are not absolute are beside it
    /// @throws IOException when `webapps` can't be read, or no temporary directory can be made for unpacking
    public static WarCheck of(Configuration configuration, SharedLibraries libraries, Path webapps,
            List<WarArgument> named) throws IOException {
        WarCheck check = new WarCheck();
        Map<ContextName, Path> wars = check.contexts(webapps,
                configuration.sections().get(HostsSection.SECTION), named);
        Path work = Files.createTempDirectory("lanner-check");
        try (ServletContainer container = ServletContainer.builder().settings(configuration.server()).build();
                Deployer deployer = new Deployer(container, work,
                        ContextConfiguration.of(configuration, libraries, ResourceServices.Use.CHECK, null, null))) {
            wars.forEach((context, war) -> check.read(deployer, war, context));
        } finally {
            delete(work);
        }
        return check;
    }

    private Map<ContextName, Path> contexts(Path webapps, Map<String, Host> hosts, List<WarArgument> named)
            throws IOException {
        Map<ContextName, Path> wars = new LinkedHashMap<>();
        for (WarArgument war : named) {
            wars.put(war.context(), war.war());
        }
        add(webapps, "", wars);
        for (Map.Entry<String, Host> host : hosts.entrySet()) {
            add(webapps.resolveSibling(host.getValue().webapps()), host.getKey(), wars);
        }
        count += named.size();
        return wars;
    }

    private void add(Path directory, String host, Map<ContextName, Path> wars) throws IOException {
        for (Path war : WebAppsDirectory.list(directory)) {
            count++;
            try {
                ContextName context = ContextName.ofFile(war, host);
                Path first = wars.putIfAbsent(context, war);
                if (first != null) {
                    warnings.add(war + ": is not deployed: " + first + " has the same context path " + context);
                }
            } catch (DeploymentException e) {
                failures.add(war + ": " + e.getMessage());
            }
        }
    }

    private void read(Deployer deployer, Path war, ContextName context) {
        try {
            for (String warning : deployer.check(war, context)) {
                warnings.add(war + ": " + warning);
            }
        } catch (DeploymentException e) {
            failures.add(war + ": " + e.getMessage());
        }
    }

    /// How many web applications there are, those included that can't be deployed.
    public int count() {
        return count;
    }

    /// Why WARs can't be deployed, one text for each.
    public List<String> failures() {
        return failures;
    }

    /// What their owner should know.
    public List<String> warnings() {
        return warnings;
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path seen, @Nullable IOException failure) throws IOException {
                Files.delete(seen);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
