package dev.lanner.launcher.server;

import dev.lanner.worker.pairing.PairingToken;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkerInputTest {

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theTokenIsTheFirstLineAndNothingMoreIsRead() throws Exception {
        PairingToken token = PairingToken.random();
        InputStream in = stream(token.text() + "\nrest");

        assertTrue(new WorkerInput(in).token().matches(token.text()));
        assertEquals("rest", new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SECRET", "SECRET\n", "SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET-SECRET\n",
        "SECRET SECRET SECRET SECRET SECRET SECRETSE\n"})
    void whatIsNoTokenIsRefusedWithoutTellingIt(String text) {
        LauncherException e = assertThrows(LauncherException.class, () -> new WorkerInput(stream(text)).token());

        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(String.valueOf(e.getMessage()).startsWith("LNR-5702: "), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("SECRET"), e.getMessage());
    }

    @Test
    void anApplicationCanNotCloseIt() throws Exception {
        InputStream before = System.in;
        try {
            WorkerInput.ofProcess();

            assertEquals(-1, System.in.read());
            System.in.close();
            assertTrue(FileDescriptor.in.valid());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void theFrontServerIsGoneAtTheEndAndWhenNothingCanBeRead() throws Exception {
        InputStream in = stream("a".repeat(1000));
        new WorkerInput(in).awaitEnd();
        assertEquals(-1, in.read());

        new WorkerInput(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        }).awaitEnd();
    }
}
