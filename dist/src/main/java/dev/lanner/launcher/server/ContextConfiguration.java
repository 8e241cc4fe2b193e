package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ApplicationHost;
import dev.lanner.deploy.ContextConfig;
import dev.lanner.deploy.ContextConfigs;
import dev.lanner.deploy.ContextName;
import dev.lanner.deploy.resource.ResourceServices;
import dev.lanner.deploy.resource.ResourceServices.Use;
import dev.lanner.deploy.section.HostsSection;
import dev.lanner.deploy.section.ResourcesSection;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.ContextFile;
import dev.lanner.launcher.config.ContextFiles;
import dev.lanner.launcher.logging.ContextLogs;
import dev.lanner.launcher.resource.SharedLibraries;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The configuration of contexts, for the deployer.
///
/// @param configuration what the server runs with
/// @param services for resources
/// @param logs the access logs of contexts; null where there are none
/// @param serving false where applications are only looked at
/// @param states the files that were read, by context
/// @param hosting what runs applications in worker processes; null where none can be started
record ContextConfiguration(Configuration configuration, ResourceServices services, @Nullable ContextLogs logs,
        boolean serving, ConcurrentMap<ContextName, String> states,
        @Nullable ApplicationHost hosting) implements ContextConfigs {
    private static final System.Logger LOG = LazyLogger.of(ContextConfiguration.class);

    /// @param libraries that all applications share
    /// @param use what for
    /// @param logs as above
    /// @param hosting as above
    static ContextConfiguration of(Configuration configuration, SharedLibraries libraries, Use use,
            @Nullable ContextLogs logs, @Nullable ApplicationHost hosting) {
        return new ContextConfiguration(configuration, new ResourceServices(OptionalParts::dataSources, libraries,
                configuration.sections().get(ResourcesSection.SECTION), use), logs, use != Use.CHECK,
                new ConcurrentHashMap<>(), hosting);
    }

    /// What `conf/contexts/NAME.yaml` says (see [ContextName#configurationNames]), over the server's settings, and the
    /// server's sections.
    ///
    /// @throws IllegalStateException when the file is wrong; its message is for the owner
    @Override
    public ContextConfig of(ContextName context) {
        Set<String> hosts = context.host().isEmpty()
                ? Set.of()
                : configuration.sections().get(HostsSection.SECTION).keySet();
        if (!context.host().isEmpty() && !hosts.contains(context.host())) {
            throw new IllegalStateException("LNR-4110: " + context + ": there is no host " + context.host()
                    + " in conf/lanner.yaml; " + (hosts.isEmpty() ? "there are none" : "there are " + hosts)
                    + ". Add it below hosts:, or name another");
        }
        try {
            // before it is read: a change meanwhile is noticed
            states.put(context, configuration.contexts().state(context.configurationNames()));
            ContextConfig config = config(configuration.contexts().read(context.configurationNames()));
            return serving ? config.withRequestLog(log(context, config)) : config;
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// Whether a context's file is another than when it was read for the last time.
    boolean hasChanged(ContextName context) {
        String state = states.get(context);
        return state != null && !state.equals(configuration.contexts().state(context.configurationNames()));
    }

    private @Nullable RequestLog log(ContextName context, ContextConfig config) throws IOException {
        String name = context.withoutVersion().toString();
        if (logs != null) {
            return logs.of(name, config.settings());
        }
        if (ContextLogs.differs(config.settings(), configuration.server())) {
            LOG.log(System.Logger.Level.WARNING,
                    "LNR-5514: context {0}: what {1} says of its access log holds from the "
                            + "next start of the server on",
                    name, config.file());
        }
        return null;
    }

    @Override
    public ContextConfig within(ContextConfig owner, Path file, String shown) throws DeploymentException {
        ContextFile written = new ContextFile(Path.of(owner.file()), owner.settings(), owner.own());
        try {
            return config(ContextFiles.within(written, owner.server(), file, shown))
                    .withRequestLog(owner.requestLog());
        } catch (ConfigurationException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private ContextConfig config(ContextFile file) {
        return new ContextConfig(file.settings(), file.file().toString(), file.sections(), configuration.sections(),
                null);
    }
}
