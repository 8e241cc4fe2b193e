package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.deploy.Deployer;
import dev.lanner.launcher.config.Configuration;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads web applications as a deployment would, and starts nothing.
public final class WarCheck {
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private WarCheck() {
    }

    /// Checks WARs and exploded directories.
    ///
    /// @throws IOException
    ///             when no temporary directory can be made for unpacking
    public static WarCheck of(Configuration configuration, List<Path> wars) throws IOException {
        WarCheck check = new WarCheck();
        Path work = Files.createTempDirectory("lanner-check");
        try (ServletContainer container = ServletContainer.builder().settings(configuration.server()).build();
                Deployer deployer = new Deployer(container, work, context -> configuration.server())) {
            for (Path war : wars) {
                check.read(deployer, war);
            }
        } finally {
            delete(work);
        }
        return check;
    }

    private void read(Deployer deployer, Path war) {
        try {
            for (String warning : deployer.check(war)) {
                warnings.add(war + ": " + warning);
            }
        } catch (DeploymentException e) {
            failures.add(war + ": " + e.getMessage());
        }
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
