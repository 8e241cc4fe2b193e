package dev.lanner.arquillian;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/// A server as a process of its own, by the start script of a distribution. Its log is `server.log` in the base
/// directory. It ends with the JVM of the tests.
final class ProcessServer extends LannerServer {
    private static final int STOP_SECONDS = 45;

    private final Process process;
    private final Thread endWithTests;

    private ProcessServer(Path base, Process process, Thread endWithTests) {
        super(base);
        this.process = process;
        this.endWithTests = endWithTests;
    }

    static ProcessServer start(LannerConfiguration configuration, Path home, Path base) throws LifecycleException {
        Path log = base.resolve("server.log");
        Process process;
        try {
            process = builder(configuration, home, base).redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new LifecycleException("LNR-8005: the server does not start: " + e.getMessage(), e);
        }
        Thread endWithTests = new Thread(process::destroy, "lanner-arquillian-end");
        Runtime.getRuntime().addShutdownHook(endWithTests);
        ProcessServer server = new ProcessServer(base, process, endWithTests);
        try {
            awaitReady(process, configuration.startTimeout(), log);
        } catch (LifecycleException e) {
            server.kill();
            throw e;
        }
        return server;
    }

    private static ProcessBuilder builder(LannerConfiguration configuration, Path home, Path base) {
        boolean windows = File.separatorChar == '\\';
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve(windows ? "lanner.cmd" : "lanner").toAbsolutePath().toString());
        command.addAll(List.of("run", "--base", base.toString()));
        Path config = configuration.config();
        if (config != null) {
            command.addAll(List.of("--config", config.toAbsolutePath().toString()));
        }
        String urls = configuration.urls();
        if (urls != null) {
            command.addAll(List.of("--urls", urls));
        }
        if (configuration.mode() == LannerConfiguration.Mode.WORKER) {
            // a deployment that fails is seen at once, and no test waits for a JVM to start
            command.addAll(List.of("--set", "hosting=worker", "--set", "worker.start=with-server"));
        }
        for (String setting : configuration.settings()) {
            command.addAll(List.of("--set", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(base.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LANNER_"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", configuration.javaOptions());
        return builder;
    }

    private static void awaitReady(Process process, int seconds, Path log) throws LifecycleException {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("lanner-arquillian-output").start(() -> readOutput(process, ready));
        try {
            if (!ready.get(seconds, TimeUnit.SECONDS)) {
                throw new LifecycleException("LNR-8005: the server does not start: " + endOf(log));
            }
        } catch (TimeoutException e) {
            throw new LifecycleException("LNR-8006: the server is not ready within startTimeout=" + seconds
                    + " seconds: " + endOf(log), e);
        } catch (ExecutionException e) {
            throw new LifecycleException("LNR-8005: the server does not start: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifecycleException("LNR-8005: interrupted while the server started", e);
        }
    }

    /// Reads to the end, as a server whose output nobody takes would wait some day.
    private static void readOutput(Process process, CompletableFuture<Boolean> ready) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("Ready in ")) {
                    ready.complete(true);
                }
            }
            ready.complete(false);
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private static String endOf(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return log + " can't be read: " + e.getMessage();
        }
    }

    @Override
    void stop() throws LifecycleException {
        try {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new LifecycleException("LNR-8007: the server did not end within " + STOP_SECONDS
                        + " seconds and was killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
        }
    }

    private void kill() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithTests);
        } catch (IllegalStateException e) {
            // the JVM ends already, and the hook runs
            return;
        }
    }
}
