package dev.lanner.worker.process;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// Starts [SmallWorker]s for tests, and ends them.
final class Workers implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    final Path base;
    final WorkerSites sites;
    private final List<WorkerProcess> started = new ArrayList<>();
    private final List<WorkerSite> opened = new ArrayList<>();

    Workers(Path base) throws IOException {
        this(base, launch(base), Duration.ofSeconds(20));
    }

    Workers(Path base, WorkerLaunch launch, Duration patience) throws IOException {
        this.base = base;
        this.sites = new WorkerSites(launch, patience);
    }

    static WorkerLaunch launch(Path base) {
        return new WorkerLaunch(Path.of(System.getProperty("java.home")),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"),
                List.of("-cp", classes().toString(), SmallWorker.class.getName()), List.of("--profile", "p"), base,
                Map.of("LANNER_LOG_LEVEL", "debug"));
    }

    static Path classes() {
        try {
            return Path.of(SmallWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A WAR with one file.
    static Path war(Path directory, String content) throws IOException {
        Path war = directory.resolve("app.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("index.html"));
            zip.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return war;
    }

    /// What an owner may have written.
    static final class Written {
        String context = "/shop";
        @Nullable Path java;
        List<String> arguments = List.of();
        long heap;
        @Nullable Path directory;
        String user = "";
        Map<String, String> environment = Map.of();
        long memory;
        int cpus;
        long logSize = 10 << 20;
        int logFiles = 5;

        WorkerSpec spec() {
            return new WorkerSpec(context, "conf/contexts/shop.yaml", new WorkerSpec.Jvm(java, arguments, heap),
                    new WorkerSpec.Place(directory, user, environment), new WorkerSpec.Bounds(memory, cpus),
                    new WorkerSpec.Output(logSize, logFiles));
        }
    }

    static Written written() {
        return new Written();
    }

    WorkerSite open(Written written) throws WorkerStartException, IOException {
        Path source = base.resolve("webapps");
        Files.createDirectories(source);
        Path war = source.resolve("app.war");
        return open(written, Files.exists(war) ? war : war(source, "hello"));
    }

    WorkerSite open(Written written, Path source) throws WorkerStartException {
        WorkerSite site = sites.open(written.spec(), source);
        opened.add(site);
        return site;
    }

    /// One that does what is said.
    WorkerProcess start(String does) throws WorkerStartException, IOException {
        Written written = written();
        written.arguments = List.of("-Ddoes=" + does);
        return start(written);
    }

    WorkerProcess start(Written written) throws WorkerStartException, IOException {
        return start(open(written), 0);
    }

    WorkerProcess start(WorkerSite site, int index) throws WorkerStartException {
        WorkerProcess process = site.start(index);
        started.add(process);
        return process;
    }

    @Override
    public void close() {
        started.forEach(process -> process.stop(Duration.ZERO));
        opened.forEach(WorkerSite::close);
    }
}
