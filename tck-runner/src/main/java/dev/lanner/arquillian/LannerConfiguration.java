package dev.lanner.arquillian;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jspecify.annotations.Nullable;

/// The properties of a container in `arquillian.xml`. All are optional.
public final class LannerConfiguration implements ContainerConfiguration {
    /// Arquillian makes one space of a line's end, so it can't tell one setting from the next.
    private static final Pattern NEXT_SETTING = Pattern.compile("\\s+(?=[a-z][a-z0-9.-]*=)");

    private Mode mode = Mode.IN_PROCESS;
    private @Nullable Path distribution;
    private @Nullable Path base;
    private @Nullable Path config;
    private String urls = "http://127.0.0.1:0";
    private String scheme = "";
    private String host = "";
    private List<String> settings = List.of();
    private String javaOptions = "";
    private int startTimeout = 60;
    private boolean failedDeploymentThrows = true;

    /// Where the server runs.
    public enum Mode {
        /// In the JVM of the tests.
        IN_PROCESS,
        /// As a process of its own, by the start script of the distribution.
        PROCESS,
        /// So too, and each application in a process of its own behind it.
        WORKER;

        boolean ofADistribution() {
            return this != IN_PROCESS;
        }
    }

    @Override
    public void validate() throws ConfigurationException {
        if (mode.ofADistribution() && distribution == null) {
            throw new ConfigurationException("LNR-8001: mode=" + mode.name().toLowerCase(Locale.ROOT)
                    + " needs the property 'distribution': the zip of "
                    + "Lanner's distribution, or the folder that it was unpacked to");
        }
        if (mode.ofADistribution()) {
            exists("distribution", distribution);
        }
        exists("config", config);
    }

    private static void exists(String property, @Nullable Path path) {
        if (path != null && !Files.exists(path)) {
            throw new ConfigurationException("LNR-8002: " + property + "=" + path.toAbsolutePath()
                    + ": no such file or folder");
        }
    }

    Mode mode() {
        return mode;
    }

    /// `in-process` (the default), `process` or `worker`.
    public void setMode(String word) {
        mode = switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "in-process", "" -> Mode.IN_PROCESS;
            case "process" -> Mode.PROCESS;
            case "worker" -> Mode.WORKER;
            default -> throw new ConfigurationException("LNR-8003: mode=" + word
                    + ": must be 'in-process', 'process' or 'worker'");
        };
    }

    @Nullable
    Path distribution() {
        return distribution;
    }

    /// For `mode=process` and `mode=worker`: the distribution's zip, or the folder that it was unpacked to.
    public void setDistribution(String path) {
        distribution = pathOf(path);
    }

    @Nullable
    Path base() {
        return base;
    }

    /// The server's base directory, made when it is missing and kept afterwards; default: a temporary one, deleted at
    /// the end.
    public void setBase(String path) {
        base = pathOf(path);
    }

    @Nullable
    Path config() {
        return config;
    }

    /// The server's configuration file; default: `conf/lanner.yaml` of the base directory where there is one.
    public void setConfig(String path) {
        config = pathOf(path);
    }

    @Nullable
    String urls() {
        return urls.isEmpty() ? null : urls;
    }

    /// Where to listen, as for `--urls`; default `http://127.0.0.1:0`, any free port. Empty leaves it to the
    /// configuration file.
    public void setUrls(String value) {
        urls = value.strip();
    }

    String scheme() {
        return scheme;
    }

    /// Which endpoint tests are sent to where there are several: `http` or `https`; default: the first.
    public void setScheme(String value) {
        scheme = value.strip();
    }

    String host() {
        return host;
    }

    /// The host that tests are told; default: the address that the server listens on.
    public void setHost(String value) {
        host = value.strip();
    }

    List<String> settings() {
        return settings;
    }

    /// Settings of the server, `key=value` apart by white space.
    public void setSettings(String values) {
        settings = NEXT_SETTING.splitAsStream(values.strip()).filter(value -> !value.isEmpty()).toList();
    }

    String javaOptions() {
        return javaOptions;
    }

    /// For `mode=process` and `mode=worker`: options for the server's JVM, apart by spaces.
    public void setJavaOptions(String value) {
        javaOptions = value.strip();
    }

    int startTimeout() {
        return startTimeout;
    }

    /// For `mode=process` and `mode=worker`: seconds until the server must be ready; default 60.
    public void setStartTimeout(int seconds) {
        startTimeout = seconds;
    }

    boolean failedDeploymentThrows() {
        return failedDeploymentThrows;
    }

    /// Whether a deployment that fails is an error for Arquillian (the default). With `false` it is logged, and tests
    /// get the URL of the application that is not there: it answers 503.
    public void setFailedDeploymentThrows(boolean value) {
        failedDeploymentThrows = value;
    }

    private static @Nullable Path pathOf(String value) {
        return value.isBlank() ? null : Path.of(value.strip());
    }
}
