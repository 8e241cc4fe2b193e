package dev.lanner.tck;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// Runs the classes of a TCK in several JVMs side by side, each with servers of its own: much of the time is waiting.
///
/// @param directory the forks' working directories, output and results are below it
/// @param options of a fork's JVM, by the fork's working directory
/// @param classPath of all forks
/// @param limit how long all may take
record TckForks(Path directory, IntFunction<List<String>> options, List<Path> classPath, Duration limit) {

    /// Runs each part in a JVM, all at the same time.
    ///
    /// @return the results of all, in the order of the parts
    /// @throws IllegalStateException when a JVM breaks off
    List<TckResult> run(List<List<String>> parts) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        Thread end = new Thread(() -> processes.forEach(Process::destroy), "tck-end");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            for (int i = 0; i < parts.size(); i++) {
                processes.add(start(i, parts.get(i)));
            }
            List<TckResult> results = new ArrayList<>();
            long deadline = System.nanoTime() + limit.toNanos();
            List<String> faults = new ArrayList<>();
            for (int i = 0; i < processes.size(); i++) {
                Process process = processes.get(i);
                boolean ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!ended || process.exitValue() != 0) {
                    faults.add("LNR-8021: fork " + i + (ended
                            ? " ended with " + process.exitValue()
                            : " did not end within " + limit.toMinutes() + " minutes") + ": see " + output(i));
                }
                results.addAll(results(i));
            }
            if (!faults.isEmpty()) {
                throw new IllegalStateException(String.join("\n", faults));
            }
            return results;
        } finally {
            processes.forEach(Process::destroyForcibly);
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    Path home(int fork) {
        return directory.resolve("fork-" + fork);
    }

    private Path output(int fork) {
        return directory.resolve("fork-" + fork + ".log");
    }

    private Path resultFile(int fork) {
        return directory.resolve("fork-" + fork + ".results");
    }

    private Process start(int fork, List<String> classes) throws IOException {
        Path home = Files.createDirectories(home(fork));
        Path list = Files.write(directory.resolve("fork-" + fork + ".classes"), classes);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.apply(fork));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()),
                TckFork.class.getName(), list.toString(), resultFile(fork).toString()));
        Process process = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().name("tck-output-" + fork).start(() -> copy(process, output(fork)));
        return process;
    }

    /// All to a file, and to the console what fails.
    private static void copy(Process process, Path file) {
        try (BufferedReader in = process.inputReader();
                PrintStream out = new PrintStream(Files.newOutputStream(file), true)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(line);
                if (line.startsWith("FAILED ") || line.startsWith("ERROR ")) {
                    System.out.println(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<TckResult> results(int fork) throws IOException {
        return Files.exists(resultFile(fork))
                ? Files.readAllLines(resultFile(fork)).stream().map(TckResult::parse).toList()
                : List.of();
    }
}
