package dev.lanner.launcher.cli;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.realm.UsersFile;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lanner passwd`.
@Command(name = "passwd", description = "Make a user, or give one a new password. It is asked for at the terminal, or "
        + "read from the first line of the standard input.", mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Option(names = "--file", paramLabel = "FILE", description = "The users file. Default: conf/users.yaml in the base "
            + "directory.") private @Nullable Path file;

    @Option(names = "--roles", paramLabel = "ROLE", split = ",", description = "The user's roles, in place of those "
            + "from before.") private @Nullable List<String> roles;

    @Option(names = "--digest", paramLabel = "REALM", description = "Store also what DIGEST needs for this "
            + "<realm-name>. Whoever reads it can log in there.") private @Nullable String digest;

    @Option(names = "--digest-md5", description = "With --digest: also for MD5, where login.digest-md5 is on.") private boolean md5;

    @Option(names = "--print", description = "Print the hash, for a database, and change no file.") private boolean print;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The user's name.") private String name = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (name.isBlank() && (!print || digest != null)) {
            throw new LauncherException(ExitCode.USAGE, "LNR-3250: whose password? Give a name");
        }
        if (md5 && digest == null) {
            throw new LauncherException(ExitCode.USAGE, "LNR-3251: --digest-md5 needs --digest REALM");
        }
        String password = password();
        try {
            String end = System.lineSeparator();
            if (print) {
                Output.print(spec, PasswordHash.of(password).text() + end);
                return ExitCode.OK;
            }
            Path users = file == null ? base.directory().resolve("conf").resolve("users.yaml") : file;
            UsersFile.Change change = new UsersFile.Change(name, password, roles, digest, md5);
            boolean made = new UsersFile(users).apply(change);
            Output.print(spec, (made ? "Made the user " : "Changed the user ") + name + " in " + users + end);
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new LauncherException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (ConfigurationException e) {
            throw new LauncherException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            throw new LauncherException(ExitCode.FAILED,
                    reason.startsWith("LNR-") ? reason : "LNR-3252: the users file can't be written: " + e, e);
        }
    }

    /// Never an argument: arguments are seen by every user of the computer, and kept in histories.
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    private static String password() throws LauncherException, IOException {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] first = console.readPassword("Password: ");
            char[] again = first == null ? null : console.readPassword("Again: ");
            if (first == null || again == null || !Arrays.equals(first, again)) {
                throw new LauncherException(ExitCode.FAILED, "LNR-3253: these are two different passwords");
            }
            return new String(first);
        }
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty()) {
            throw new LauncherException(ExitCode.FAILED, "LNR-3254: the standard input has no password in its first "
                    + "line");
        }
        return line;
    }
}
