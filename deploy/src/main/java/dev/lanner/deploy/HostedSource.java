package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.WorkerStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// From a WAR or a directory to an application that is hosted outside of this process. Nothing of it is unpacked or read
/// here but what a WAR says of its configuration, as queue and limits are in front. Safe for use by several threads, one
/// for each context.
final class HostedSource {
    /// More is read by nobody; whoever reads it has a limit of its own.
    private static final int LARGEST = 1 << 20;

    private final ContextConfigs configs;
    private final ContextFiles files;

    HostedSource(ContextConfigs configs, ContextFiles files) {
        this.configs = configs;
        this.files = files;
    }

    /// Has it hosted. Starts nothing.
    ///
    /// @param owner what its owner says
    /// @throws DeploymentException with id, file and reason
    HostedServing open(Path source, ContextName context, ContextConfig owner) throws DeploymentException {
        ApplicationHost host = configs.hosting();
        if (host == null) {
            throw new DeploymentException("LNR-4180 " + owner.file() + ": hosting: worker: this server can't start "
                    + "processes for applications; say hosting: in-process");
        }
        ContextConfig config = own(source, context, owner);
        // what a WAR may say is said to its worker by the WAR
        HostedApplication application = host.host(source, context, owner);
        return new HostedServing(definition(context, config, application), application,
                config.settings().get(Settings.WORKER_START) == WorkerStart.WITH_SERVER);
    }

    private static ContextDefinition definition(ContextName context, ContextConfig config,
            HostedApplication application) {
        return ContextDefinition.builder(context.id()).prefixes(config.get(PrefixesSection.SECTION))
                .settings(config.settings()).requestLog(config.requestLog())
                .responseHeaders(ResponseHeadersSection.merge(config.server().get(ResponseHeadersSection.SECTION),
                        config.get(ResponseHeadersSection.SECTION)))
                .application(application.application()).build();
    }

    private ContextConfig own(Path source, ContextName context, ContextConfig owner) throws DeploymentException {
        String shown = source + "!/" + WebAppSource.OWN_CONFIGURATION;
        if (Files.isDirectory(source)) {
            Path file = source.resolve(WebAppSource.OWN_CONFIGURATION);
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? configs.within(owner, file, shown) : owner;
        }
        byte[] text = text(source);
        if (text == null) {
            return owner;
        }
        try {
            Path temp = files.temp(context);
            try {
                return configs.within(owner, Files.write(temp.resolve("lanner.yaml"), text), shown);
            } finally {
                ContextFiles.delete(temp);
            }
        } catch (IOException e) {
            throw new DeploymentException("LNR-4181 " + shown + ": can't be written to the work directory to be read: "
                    + e.getMessage(), e);
        }
    }

    private static byte @Nullable [] text(Path war) throws DeploymentException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            ZipEntry entry = zip.getEntry(WebAppSource.OWN_CONFIGURATION);
            if (entry == null) {
                return null;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readNBytes(LARGEST);
            }
        } catch (AccessDeniedException e) {
            throw new DeploymentException("LNR-4045 " + war + ": can't be read: permission denied: the server's user "
                    + "has to read it", e);
        } catch (IOException e) {
            throw new DeploymentException("LNR-4021 " + war + ": is no readable WAR: " + e.getMessage(), e);
        }
    }
}
