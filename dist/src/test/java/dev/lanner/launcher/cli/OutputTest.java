package dev.lanner.launcher.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OutputTest {

    @Test
    void whatProcessesSayCannotSteerTheTerminal() {
        CommandSpec spec = CommandSpec.create();
        StringWriter out = new StringWriter();
        new CommandLine(spec).setOut(new PrintWriter(out));

        Output.print(spec, "a\tb\n\u001b[2J\r\b\u0007\u009b0m\u007f ü€\n");

        assertEquals("a\tb\n\uFFFD[2J\uFFFD\uFFFD\uFFFD\uFFFD0m\uFFFD ü€\n", out.toString());
    }
}
