package dev.lanner.worker.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a worker is started with: arguments and variables. No shell reads them, and no secret is among them (S51).
///
/// @param launch of this server
/// @param spec of the context
/// @param self who this server runs as
/// @param runAs who the worker runs as
/// @param war what it serves
record CommandLine(WorkerLaunch launch, WorkerSpec spec, Account self, Account runAs, Path war) {
    /// The variables of this server that workers get too, beside `LC_…`.
    private static final List<String> ALLOWED = List.of("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR");
    private static final String ALLOWED_BEGIN = "LC_";
    /// Six tenths: the rest is for code, threads, buffers, and the collector.
    private static final int HEAP_TENTHS = 6;

    /// The arguments.
    ///
    /// @param own the directory that the worker works in
    List<String> arguments(Path own) {
        List<String> all = new ArrayList<>(wrappers());
        all.add(java().toString());
        all.addAll(launch.options());
        all.add("-XX:ErrorFile=" + own.resolve("hs_err_%p.log"));
        all.add("-XX:+ExitOnOutOfMemoryError");
        all.addAll(ClassArchive.options(spec.jvm(), launch.program(), own));
        long heap = heap();
        if (heap > 0) {
            all.add("-Xmx" + heap);
        }
        if (spec.bounds().cpus() > 0) {
            all.add("-XX:ActiveProcessorCount=" + spec.bounds().cpus());
        }
        all.addAll(spec.jvm().arguments());
        all.addAll(launch.program());
        all.add("run");
        all.addAll(List.of("--base", own.toString()));
        all.addAll(launch.arguments());
        all.addAll(List.of("--", war.toString()));
        return all;
    }

    /// Programs that turn into the next one, so that the process stays the same: a session of its own, so that a key
    /// pressed at this server's terminal does not reach it, and the user.
    private List<String> wrappers() {
        List<String> all = new ArrayList<>();
        Path session = Programs.find("setsid");
        if (session != null) {
            all.add(session.toString());
        }
        all.addAll(user());
        return all;
    }

    /// Changes the user.
    List<String> user() {
        Path program = Programs.find("setpriv");
        return runAs.uid() == self.uid() || program == null
                ? List.of()
                : List.of(program.toString(), "--reuid=" + runAs.uid(), "--regid=" + runAs.gid(), groups(),
                        "--no-new-privs", "--");
    }

    /// A number without a name is a member of no groups.
    private String groups() {
        return runAs.name().equals(Integer.toString(runAs.uid())) ? "--clear-groups" : "--init-groups";
    }

    /// Whether it begins a session of its own.
    boolean ownSession() {
        return Programs.find("setsid") != null;
    }

    Path java() {
        Path home = spec.jvm().home();
        return (home == null ? launch.javaHome() : home).resolve("bin/java");
    }

    private long heap() {
        long memory = spec.bounds().memory();
        return spec.jvm().heap() > 0 ? spec.jvm().heap() : memory / 10 * HEAP_TENTHS;
    }

    /// The jar that is started; null where there are several.
    @Nullable
    Path jar() {
        int at = launch.program().indexOf("-jar");
        return at < 0 ? null : Path.of(launch.program().get(at + 1));
    }

    /// The variables.
    ///
    /// @param ours those of this server
    /// @param socket where the worker shall listen
    Map<String, String> variables(Map<String, String> ours, Path socket) {
        Map<String, String> all = new TreeMap<>();
        ours.forEach((name, value) -> {
            if (ALLOWED.contains(name) || name.startsWith(ALLOWED_BEGIN)) {
                all.put(name, value);
            }
        });
        all.put("HOME", runAs.home());
        all.put("USER", runAs.name());
        all.put("LOGNAME", runAs.name());
        all.putAll(launch.environment());
        all.putAll(spec.place().environment());
        all.put(WorkerLaunch.SOCKET, socket.toString());
        all.put(WorkerLaunch.PEER, self.name());
        all.put(WorkerLaunch.CONTEXT, spec.context());
        all.put(WorkerLaunch.FRONT, launch.base().toString());
        return all;
    }

    /// What is wrong with the owner's options for the JVM and variables; empty when nothing is.
    static String fault(WorkerSpec spec) {
        for (String argument : spec.jvm().arguments()) {
            String name = argument.split("[=:]", 2)[0];
            if (!argument.startsWith("-") || argument.equals("--")) {
                return "worker.jvm-args: '" + argument + "' is no option; each begins with -";
            }
            if (Arrays.asList("-jar", "-cp", "-classpath", "--class-path", "-m", "--module").contains(name)) {
                return "worker.jvm-args: " + name + " would start another program; leave it out";
            }
            if (argument.indexOf('\0') >= 0) {
                return "worker.jvm-args: an option has a NUL character";
            }
        }
        for (Map.Entry<String, String> variable : spec.place().environment().entrySet()) {
            String name = variable.getKey();
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0
                    || variable.getValue().indexOf('\0') >= 0) {
                return "worker-environment: '" + name.replace('\0', '?') + "' can't be a variable: names have no = and "
                        + "no NUL character, and values no NUL character";
            }
            if (name.startsWith(WorkerLaunch.RESERVED)) {
                return "worker-environment: " + name + " belongs to the server; choose another name";
            }
        }
        return "";
    }
}
