package dev.lanner.launcher.server;

import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.control.ControlAddress;
import dev.lanner.launcher.front.FrontLink;
import dev.lanner.launcher.front.FrontPlace;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.pairing.WorkerLimits;
import dev.lanner.worker.sharing.FrontAddress;
import dev.lanner.worker.sharing.FrontSection;
import dev.lanner.worker.sharing.RegisteredProcess.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server that serves through the ports of another one: its socket, and its registration there. Not loaded where the
/// configuration says nothing of a front server.
final class FrontServing {
    private static final System.Logger LOG = LazyLogger.of(FrontServing.class);
    private static final String SOCKET = "front.sock";
    /// What the directory of a Unix endpoint may have, and the name.
    private static final int LONGEST = 95 + 1 + SOCKET.length();

    private final @Nullable Path run;
    private final FrontLink link;
    private final Endpoints endpoint = new Endpoints();

    private FrontServing(@Nullable Path run, FrontLink link) {
        this.run = run;
        this.link = link;
    }

    /// Opens the socket.
    ///
    /// @param context what the server's connectors share, with what serves
    /// @return null where the server has no front server
    /// @throws LauncherException when it can't be opened
    static @Nullable FrontServing open(Configuration configuration, BaseDirectory base, ConnectorContext context)
            throws LauncherException {
        FrontAddress address = configuration.sections().get(FrontSection.SECTION);
        if (address.isNone()) {
            return null;
        }
        FrontPlace front = front(address.way(), base.path());
        String name = address.name();
        if (name.isEmpty()) {
            name = String.valueOf(base.path().getFileName());
        }
        if (!FrontAddress.isName(name)) {
            throw new LauncherException(ExitCode.USAGE,
                    "LNR-5747: the base directory has a name that can't be used at the "
                            + "front server, '" + name + "': write another one as front.name");
        }
        Path run = base.resolve("run");
        boolean open = !address.way().listen().isEmpty();
        Path socket = open ? Path.of(address.way().listen()) : socket(run);
        Wanted wanted = new Wanted(name, ProcessFacts.pid(), base.path().toString(), address.prefixes(),
                address.shared());
        FrontServing made = new FrontServing(open ? null : run,
                new FrontLink(front, wanted, socket, Version.CURRENT, context.application()));
        SettingValues settings = new SettingValues(WorkerLimits.over(configuration.server()), mode(open));
        made.endpoint.start(List.of(new EndpointConfig("front", url(socket), settings, "front.listen")),
                context.withApplication(made.link.application()));
        return made;
    }

    private static FrontPlace front(FrontAddress.Way way, Path base) throws LauncherException {
        boolean socket = !way.socket().isEmpty();
        Path path = base.resolve(socket ? way.socket() : way.base()).normalize();
        if (path.equals(base)) {
            throw new LauncherException(ExitCode.USAGE, "LNR-5746: front.base is the base directory of this server: "
                    + path);
        }
        return new FrontPlace(path, socket, way.user().isEmpty() ? System.getProperty("user.name") : way.user());
    }

    private static EndpointUrl url(Path socket) throws LauncherException {
        try {
            return EndpointUrl.parse("http://unix:" + socket);
        } catch (IllegalArgumentException e) {
            throw new LauncherException(ExitCode.USAGE, "LNR-5748: the socket for the front server can't be opened: "
                    + e.getMessage(), e);
        }
    }

    private static Path socket(Path run) throws LauncherException {
        try {
            return ControlAddress.toBind(run, SOCKET, LONGEST, writable(run));
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "LNR-5748: the socket for the front server can't be opened: "
                    + BaseDirectory.reason(e), e);
        }
    }

    /// Whether the path can be written as the URL of an endpoint.
    private static boolean writable(Path run) {
        try {
            EndpointUrl.parse("http://unix:" + run.resolve(SOCKET));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// A front server of another user must be able to connect; who is not it gets 400.
    private static Map<Setting<?>, SettingValues.Value> mode(boolean open) {
        return Map.of(Settings.UNIX_MODE, new SettingValues.Value(open ? "0666" : "0600", "front"), Settings.UNIX_OWNER,
                new SettingValues.Value("", "front"));
    }

    /// Registers, and keeps the registration.
    void register() {
        link.start();
    }

    /// For people: the front server, and what is to be registered there.
    String front() {
        return link.front();
    }

    /// For people.
    String state() {
        return link.state();
    }

    /// Begins to end the registration.
    void leave() {
        link.leave();
    }

    /// Waits until the front server has nothing more that was sent here.
    void awaitLeft(Duration grace) {
        link.awaitLeft(grace);
    }

    /// Closes the socket, after the registration has ended.
    void stop(Duration grace) {
        endpoint.stop(grace);
        if (run == null) {
            return;
        }
        try {
            ControlAddress.remove(run, SOCKET);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "LNR-5309: {0}", BaseDirectory.reason(e));
        }
    }
}
