package dev.lanner.launcher;

import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.launcher.server.RunOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunArgumentsTest {

    @Test
    void options_and_wars_come_in_any_order() throws LauncherException {
        RunOptions options = parse("a.war", "--base", "b", "--set", "x=1", "/c=d.war", "--set=y=2", "--urls=u;v",
                "--config", "f.yaml");

        assertEquals(new RunOptions(Path.of("b"), Path.of("f.yaml"), "u;v", List.of("x=1", "y=2"),
                List.of("a.war", "/c=d.war")), options);
    }

    @Test
    void a_profile_is_chosen() throws LauncherException {
        assertEquals("dev", parse("--profile", "dev").profile());
        assertEquals("dev", parse("--profile=dev", "a.war").profile());
    }

    @Test
    void nothing_is_needed() throws LauncherException {
        assertEquals(new RunOptions(null, null, null, List.of(), List.of()), parse());
    }

    @Test
    void two_dashes_end_the_options() throws LauncherException {
        assertEquals(List.of("--base", "-x.war"), parse("--", "--base", "-x.war").wars());
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h"})
    void help_is_left_to_the_library(String option) throws LauncherException {
        assertNull(RunArguments.parse(new String[]{"run", option}, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --bse x           | LNR-5202: unknown option '--bse', did you mean '--base'?
            --frobnicate      | LNR-5202: unknown option '--frobnicate'
            -b                | LNR-5202: unknown option '-b'
            --base            | LNR-5203: --base needs a value
            --base=           | LNR-5203: --base needs a value
            --base a --base b | LNR-5205: --base is given twice
            --urls a --urls b | LNR-5205: --urls is given twice
            --config          | LNR-5203: --config needs a value
            --profile         | LNR-5203: --profile needs a value
            --profile=        | LNR-5203: --profile needs a value
            --profile a --profile b | LNR-5205: --profile is given twice
            """)
    void a_wrong_argument_is_named_with_the_rule(String arguments, String message) {
        LauncherException thrown = assertThrows(LauncherException.class, () -> parse(arguments.split(" ")));

        assertEquals(message, thrown.getMessage().lines().findFirst().orElseThrow());
        assertTrue(thrown.getMessage().contains("Usage: lanner run "), thrown.getMessage());
        assertEquals(ExitCode.USAGE, thrown.exitCode());
    }

    private static RunOptions parse(String... arguments) throws LauncherException {
        String[] all = new String[arguments.length + 1];
        all[0] = "run";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        RunOptions options = RunArguments.parse(all, 1);
        assertNotNull(options);
        return options;
    }
}
