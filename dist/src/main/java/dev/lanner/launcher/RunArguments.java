package dev.lanner.launcher;

import dev.lanner.launcher.config.NearestWord;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the arguments of `run` by hand: the command line library costs as much time as the rest of the start. A test
/// compares both.
final class RunArguments {
    /// The options, each with a value.
    static final List<String> OPTIONS = List.of("--base", "--config", "--urls", "--set", "--profile");

    private @Nullable Path base;
    private @Nullable Path config;
    private @Nullable String urls;
    private @Nullable String profile;
    private final List<String> sets = new ArrayList<>();
    private final List<String> wars = new ArrayList<>();

    private RunArguments() {
    }

    /// @param from the index of the first argument after `run`
    /// @return null when help is asked for
    /// @throws LauncherException naming the argument and the rule
    static @Nullable RunOptions parse(String[] arguments, int from) throws LauncherException {
        RunArguments parsed = new RunArguments();
        boolean options = true;
        for (int i = from; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!options || !argument.startsWith("-")) {
                parsed.wars.add(argument);
            } else if (argument.equals("--")) {
                options = false;
            } else if (argument.equals("--help") || argument.equals("-h")) {
                return null;
            } else {
                int equals = argument.indexOf('=');
                String name = equals < 0 ? argument : argument.substring(0, equals);
                if (!OPTIONS.contains(name)) {
                    throw unknown(name);
                }
                if (equals < 0 && i + 1 == arguments.length) {
                    throw usage("LNR-5203: " + name + " needs a value");
                }
                parsed.option(name, equals < 0 ? arguments[++i] : argument.substring(equals + 1));
            }
        }
        return new RunOptions(parsed.base, parsed.config, parsed.urls, List.copyOf(parsed.sets),
                List.copyOf(parsed.wars), parsed.profile);
    }

    private void option(String name, String value) throws LauncherException {
        switch (name) {
            case "--base" -> base = path(name, value, base);
            case "--config" -> config = path(name, value, config);
            case "--urls" -> {
                if (urls != null) {
                    throw twice(name);
                }
                urls = value;
            }
            case "--profile" -> {
                if (profile != null) {
                    throw twice(name);
                }
                if (value.isEmpty()) {
                    throw usage("LNR-5203: " + name + " needs a value");
                }
                profile = value;
            }
            default -> sets.add(value);
        }
    }

    private static Path path(String name, String value, @Nullable Path before) throws LauncherException {
        if (before != null) {
            throw twice(name);
        }
        if (value.isEmpty()) {
            throw usage("LNR-5203: " + name + " needs a value");
        }
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw usage("LNR-5204: " + name + ": '" + value + "' is not a path: " + e.getReason());
        }
    }

    private static LauncherException twice(String name) {
        return usage("LNR-5205: " + name + " is given twice");
    }

    private static LauncherException unknown(String name) {
        String nearest = NearestWord.to(name, OPTIONS);
        return usage("LNR-5202: unknown option '" + name + "'"
                + (nearest == null ? "" : ", did you mean '" + nearest + "'?"));
    }

    private static LauncherException usage(String message) {
        return new LauncherException(ExitCode.USAGE, message + System.lineSeparator()
                + "Usage: lanner run [--base DIR] [--config FILE] [--urls LIST] [--profile NAME] "
                + "[--set key=value]... "
                + "[[/context=]app.war]..." + System.lineSeparator() + "More: lanner run --help");
    }
}
