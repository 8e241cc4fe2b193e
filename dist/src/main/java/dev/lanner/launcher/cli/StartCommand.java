package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlClient;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lanner start`: `run` as a process of its own, with its output in `logs/lanner.log`.
@Command(name = "start", description = "Start the server in the background, and wait until it is ready. Its output is "
        + "in logs/lanner.log, its process id in run/lanner.pid.", mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final long POLL_MILLIS = 40;
    private static final int LONGEST_EXCERPT = 64 << 10;

    @Mixin private ServerOptions options = new ServerOptions();

    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "300", description = "How long to wait until it "
            + "is ready. Default: ${DEFAULT-VALUE}.") private long seconds;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RunOptions parsed = options.options();
        Path base = parsed.baseDirectory().toAbsolutePath().normalize();
        // makes the directories, and finds a server that runs already
        BaseDirectory.take(base).close();
        File log = base.resolve("logs").resolve("lanner.log").toFile();
        long before = log.length();
        Process server = launch(parsed, base, log);
        ControlClient client = new ControlClient(base.resolve("run"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            String status = status(client);
            if (status != null && status.startsWith("state: ready")) {
                Output.print(spec, status);
                return ExitCode.OK;
            }
            if (System.nanoTime() > deadline) {
                throw new LauncherException(ExitCode.FAILED, "LNR-5314: the server (process " + server.pid()
                        + ") is not ready after " + seconds + " s; it goes on starting, see " + log);
            }
        }
        throw new LauncherException(server.exitValue() == ExitCode.OK ? ExitCode.FAILED : server.exitValue(),
                excerpt(log, before) + "LNR-5313: the server has not started; its log is " + log);
    }

    private static @Nullable String status(ControlClient client) {
        try {
            return client.ask(new ControlRequest("status", Map.of()), Duration.ofSeconds(5));
        } catch (ControlException e) {
            // it may be on its way down; its process tells
            return null;
        }
    }

    private static Process launch(RunOptions options, Path base, File log) throws IOException, LauncherException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // away from the terminal, and from the Ctrl-C of the script that calls us
            command.add(SETSID.toString());
        }
        boolean windows = File.separatorChar == '\\';
        String home = RunOptions.baseDirectory(null).toString();
        command.add(Path.of(home, "bin", windows ? "lanner.cmd" : "lanner").toString());
        command.addAll(List.of("run", "--base", base.toString()));
        if (options.config() != null) {
            command.addAll(List.of("--config", options.config().toString()));
        }
        if (options.urls() != null) {
            command.addAll(List.of("--urls", options.urls()));
        }
        if (options.profile() != null) {
            command.addAll(List.of("--profile", options.profile()));
        }
        for (String set : options.sets()) {
            command.addAll(List.of("--set", set));
        }
        command.add("--");
        command.addAll(options.wars());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("LANNER_BACKGROUND", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /// What the server wrote since, at most the last part.
    private static String excerpt(File log, long before) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log, "r")) {
            long from = Math.max(before, file.length() - LONGEST_EXCERPT);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
