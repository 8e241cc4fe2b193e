package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.ContextName;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A WAR on the command line: `app.war`, `/context=app.war`, `/=app.war`.
///
/// @param war the file or directory, absolute
/// @param context where it is served; taken from the file's name when not given
public record WarArgument(Path war, ContextName context) {

    /// Reads the arguments of a command line.
    ///
    /// @throws LauncherException as [#parse], and when two are for the same path
    public static List<WarArgument> parseAll(List<String> arguments) throws LauncherException {
        List<WarArgument> wars = new ArrayList<>();
        for (String argument : arguments) {
            WarArgument added = parse(argument);
            for (WarArgument war : wars) {
                if (war.context.equals(added.context)) {
                    throw new LauncherException(ExitCode.USAGE, "LNR-5209: " + war.war + " and " + added.war
                            + " are both for the context path " + added.context + "; name another with /path=app.war");
                }
            }
            wars.add(added);
        }
        return wars;
    }

    /// Reads an argument. A text that names an existing file as a whole is that file, even with `=` in it.
    ///
    /// @throws LauncherException when there is no such file, or the context path is malformed
    public static WarArgument parse(String argument) throws LauncherException {
        try {
            int equals = argument.startsWith("/") && !Files.exists(Path.of(argument)) ? argument.indexOf('=') : -1;
            String file = argument.substring(equals + 1);
            Path war = Path.of(file).toAbsolutePath().normalize();
            if (file.isEmpty() || !Files.exists(war)) {
                throw new LauncherException(ExitCode.USAGE, "LNR-5207: no such WAR: " + war);
            }
            return new WarArgument(war,
                    equals < 0 ? ContextName.ofFile(war) : ContextName.ofPath(argument.substring(0, equals)));
        } catch (InvalidPathException e) {
            throw new LauncherException(ExitCode.USAGE,
                    "LNR-5204: '" + argument + "' is not a path: " + e.getReason(), e);
        } catch (DeploymentException e) {
            throw new LauncherException(ExitCode.USAGE, "LNR-5206: '" + argument + "': " + e.getMessage(), e);
        }
    }
}
