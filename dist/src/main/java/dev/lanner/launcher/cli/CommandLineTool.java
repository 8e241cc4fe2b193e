package dev.lanner.launcher.cli;

import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `lanner` with its subcommands.
@Command(name = "lanner", description = "Lanner serves Jakarta web applications.", version = "Lanner "
        + Version.CURRENT, mixinStandardHelpOptions = true, subcommands = {RunCommand.class, StartCommand.class,
            StopCommand.class, StatusCommand.class,
            DeployCommand.class, RedeployCommand.class, RecycleCommand.class, UndeployCommand.class, ListCommand.class,
            ReloadCommand.class,
            PrefixCommand.class,
            CheckCommand.class, PrintConfigCommand.class, PasswdCommand.class, DevCertCommand.class,
            CertCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class}, footer = {"",
                "Exit codes: 0 done, 1 failed, 2 wrong command line or configuration, 3 no server runs.",
                "Environment: LANNER_URLS, LANNER_HTTP_PORTS, LANNER_<SETTING>; LANNER_JAVA_HOME, JAVA_HOME, JAVA_OPTS."})
public final class CommandLineTool implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /// Runs a command.
    ///
    /// @return one of [ExitCode]
    public static int execute(String[] arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new CommandLineTool());
        line.setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, command));
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    private static int fail(Exception failure, CommandLine command) throws Exception {
        int code = switch (failure) {
            case LauncherException e -> e.exitCode();
            case ConfigurationException _ -> ExitCode.USAGE;
            case ControlException _ -> ExitCode.FAILED;
            default -> throw failure;
        };
        command.getErr().println(failure.getMessage());
        return code;
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
