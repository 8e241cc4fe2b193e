package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.Slots.Attempt;
import dev.lanner.deploy.Slots.Slot;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// What commands do in a `webapps` directory, so that it outlives the process. Safe for use by several threads.
public final class WebAppsStore {
    private final Path webapps;
    private final String host;
    private final Deployer deployer;

    /// @param webapps absolute
    /// @param host whose contexts lie there; empty for every host
    public WebAppsStore(Path webapps, String host, Deployer deployer) {
        this.webapps = webapps;
        this.host = host;
        this.deployer = deployer;
    }

    /// Whether a file lies in the directory itself.
    public boolean holds(Path source) {
        return WebAppsDirectory.holds(webapps, source);
    }

    /// Checks that a WAR for the context could be put here.
    ///
    /// @throws DeploymentException when another file would win over it, naming it
    public void requireRoom(ContextName context) throws DeploymentException {
        Path own = target(context);
        try {
            for (Path source : WebAppsDirectory.list(webapps)) {
                if (!source.equals(own) && context.equals(contextOf(source))) {
                    throw new DeploymentException("LNR-4133 " + own + " would have the context path of " + source
                            + ": remove that, or deploy with --in-place");
                }
            }
        } catch (IOException e) {
            throw new DeploymentException("LNR-4134 " + webapps + ": can't be read: " + reason(e), e);
        }
    }

    /// What lies here for a context, whatever serves it; null for nothing.
    ///
    /// @throws DeploymentException when the directory can't be read
    public @Nullable Path find(ContextName context) throws DeploymentException {
        try {
            for (Path source : WebAppsDirectory.list(webapps)) {
                if (context.equals(contextOf(source))) {
                    return source;
                }
            }
            return null;
        } catch (IOException e) {
            throw new DeploymentException("LNR-4134 " + webapps + ": can't be read: " + reason(e), e);
        }
    }

    private @Nullable ContextName contextOf(Path source) {
        try {
            return ContextName.ofFile(source, host);
        } catch (DeploymentException e) {
            return null;
        }
    }

    /// That of a host may not have been needed before.
    private void makeDirectory() throws DeploymentException {
        try {
            Files.createDirectories(webapps);
        } catch (IOException e) {
            throw new DeploymentException("LNR-4134 " + webapps + ": can't be made: " + reason(e), e);
        }
    }

    private Path target(ContextName context) {
        return webapps.resolve(context.fileName() + ".war");
    }

    /// Copies the WAR of a context that serves here, in place of an older one. The file appears whole.
    ///
    /// @return the copy
    /// @throws DeploymentException when that fails; the context serves nevertheless
    public Path keep(ContextName context) throws DeploymentException {
        Slot slot = deployer.slots().get(context);
        // not what was tried last: that may be another command's, which failed
        Attempt served = slot == null ? null : slot.served();
        if (served == null) {
            throw new DeploymentException("LNR-4134 " + context + ": was ended meanwhile, so that nothing is copied to "
                    + webapps + "; deploy it again");
        }
        Path source = served.source();
        makeDirectory();
        Path aside = webapps.resolve("." + context.fileName() + ".war." + ProcessHandle.current().pid());
        Path target = target(context);
        try {
            try {
                Files.copy(source, aside, StandardCopyOption.REPLACE_EXISTING);
                if (!Attempt.of(source).equals(served)) {
                    throw new IOException("it was changed meanwhile; deploy it again");
                }
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new DeploymentException("LNR-4134 " + source + " serves " + context + " until the server stops, but "
                    + "can't be copied to " + target + ": " + reason(e), e);
        }
        deployer.moved(context, target);
        return target;
    }

    /// Renames what was undeployed, so that the next start does not find it.
    ///
    /// @return its new name
    /// @throws DeploymentException when that fails
    public Path putAside(Path source) throws DeploymentException {
        Path aside = source.resolveSibling(source.getFileName() + WebAppsDirectory.UNDEPLOYED);
        for (int i = 2; Files.isDirectory(aside); i++) {
            aside = source.resolveSibling(source.getFileName() + "." + i + WebAppsDirectory.UNDEPLOYED);
        }
        try {
            return Files.move(source, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DeploymentException("LNR-4136 " + source + " can't be renamed to " + aside.getFileName() + ": "
                    + reason(e) + "; it is deployed again by the next start, or when it changes", e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> String.valueOf(f.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }
}
