package dev.lanner.launcher.server;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.ConnectorFactory;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// Chooses the connector of an endpoint: the one that its setting `connector` names, else the only one that serves its
/// URL.
final class ConnectorChoice {
    private final ConnectorContext context;
    private final List<ConnectorFactory> factories = new ArrayList<>();

    ConnectorChoice(ConnectorContext context) {
        this.context = context;
        for (ConnectorFactory factory : ServiceLoader.load(ConnectorFactory.class,
                ConnectorChoice.class.getClassLoader())) {
            factories.add(factory);
        }
    }

    /// Makes the connector; nothing is opened yet.
    ///
    /// @throws LauncherException naming the endpoint and what is wrong
    Connector make(EndpointConfig endpoint) throws LauncherException {
        try {
            return choose(endpoint).create(endpoint, context);
        } catch (IllegalArgumentException e) {
            throw new LauncherException(ExitCode.USAGE, endpoint.origin() + ": endpoint '" + endpoint.name() + "': "
                    + e.getMessage(), e);
        }
    }

    private ConnectorFactory choose(EndpointConfig endpoint) throws LauncherException {
        String asked = endpoint.settings().get(Settings.CONNECTOR);
        List<ConnectorFactory> fitting = new ArrayList<>();
        for (ConnectorFactory factory : factories) {
            if (asked.isEmpty() ? factory.accepts(endpoint) : factory.name().equals(asked)) {
                fitting.add(factory);
            }
        }
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        String where = endpoint.origin() + ": endpoint '" + endpoint.name() + "': ";
        if (!asked.isEmpty()) {
            throw new LauncherException(ExitCode.USAGE, "LNR-5241: " + where + "connector '" + asked + "' is "
                    + (fitting.isEmpty()
                            ? "not known; there are " + names(factories)
                            : "there twice on the class path"));
        }
        if (fitting.isEmpty()) {
            throw new LauncherException(ExitCode.USAGE, "LNR-5307: " + where
                    + "no connector of this distribution serves " + endpoint.url());
        }
        throw new LauncherException(ExitCode.USAGE, "LNR-5240: " + where + "several connectors serve "
                + endpoint.url() + ": " + names(fitting) + ". Say which one, as in connector: "
                + fitting.getLast().name());
    }

    private static String names(List<ConnectorFactory> factories) {
        List<String> names = new ArrayList<>();
        for (ConnectorFactory factory : factories) {
            names.add(factory.name());
        }
        names.sort(null);
        return String.join(", ", names);
    }
}
