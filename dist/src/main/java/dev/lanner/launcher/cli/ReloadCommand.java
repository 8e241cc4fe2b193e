package dev.lanner.launcher.cli;

import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.server.ExitCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner reload`.
@Command(name = "reload", description = "Read the configuration anew and exchange the endpoints that have changed. Where "
        + "the configuration is wrong, nothing changes.", mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin private BaseOption base = new BaseOption();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Output.print(spec, base.ask(new ControlRequest("reload", Map.of()), Duration.ofMinutes(2)));
        return ExitCode.OK;
    }
}
