package dev.lanner.launcher.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ControlSocketTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path run;

    @Test
    void a_request_is_answered() throws Exception {
        try (ControlListener listener = ControlListener.open(run,
                request -> request.command() + " " + request.value("war") + "\n")) {
            assertEquals("deploy /a b.war\n", ask("deploy", Map.of("war", "/a b.war")));
        }
    }

    @Test
    void the_reason_of_a_failure_arrives() throws Exception {
        try (ControlListener listener = ControlListener.open(run, request -> {
            throw new ControlException("LNR-4001: first line\n  second line");
        })) {
            assertEquals("LNR-4001: first line\n  second line",
                    assertThrows(ControlException.class, () -> ask("x", Map.of())).getMessage());
        }
    }

    @Test
    void a_fault_of_ours_is_an_answer_too() throws Exception {
        try (ControlListener listener = ControlListener.open(run, request -> {
            throw new IllegalStateException("broken");
        })) {
            assertTrue(assertThrows(ControlException.class, () -> ask("x", Map.of())).getMessage()
                    .contains("broken"));
        }
    }

    @Test
    void without_a_server_there_is_no_answer() throws Exception {
        assertNull(ask("status", Map.of()));
    }

    @Test
    void only_the_owner_may_open_it_and_it_is_gone_at_the_end() throws Exception {
        try (ControlListener listener = ControlListener.open(run, request -> "")) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("control"))));
        }
        assertFalse(Files.exists(run.resolve("control")));
    }

    @Test
    void what_a_killed_server_left_is_replaced() throws Exception {
        Files.createFile(run.resolve("control"));
        try (ControlListener listener = ControlListener.open(run, request -> "new\n")) {
            assertEquals("new\n", ask("x", Map.of()));
        }
    }

    @Test
    void a_path_that_is_too_long_for_a_socket_works_by_a_link() throws Exception {
        Path deep = Files.createDirectories(run.resolve("d".repeat(60)).resolve("e".repeat(60)));
        try (ControlListener listener = ControlListener.open(deep, request -> "deep\n")) {
            assertTrue(Files.isSymbolicLink(deep.resolve("control")));
            Path real = Files.readSymbolicLink(deep.resolve("control"));
            assertEquals("rwx------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(real.getParent())));
            assertEquals("deep\n", new ControlClient(deep).ask(new ControlRequest("x", Map.of()), LONG));
            listener.close();
            assertTrue(Files.notExists(real.getParent()));
        }
    }

    @Test
    void a_request_that_is_malformed_or_too_large_does_no_harm() throws Exception {
        try (ControlListener listener = ControlListener.open(run, request -> "fine\n")) {
            assertEquals("failed\nLNR-5403: malformed request\n", raw("nonsense\n\n"));
            assertEquals("failed\nLNR-5403: malformed request\n", raw("a=1\na=2\n\n"));
            assertEquals("failed\nLNR-5403: malformed request\n", raw("\n\n"));
            assertEquals("", raw("command=x\nv=" + "y".repeat(70_000)));
            assertEquals("fine\n", ask("x", Map.of()));
        }
    }

    @Test
    void a_line_break_can_not_be_smuggled_in() {
        assertThrows(ControlException.class, () -> {
            Files.createFile(run.resolve("control"));
            ask("x", Map.of("war", "a\ncommand=stop"));
        });
    }

    private String ask(String command, Map<String, String> values) throws ControlException {
        return new ControlClient(run).ask(new ControlRequest(command, values), LONG);
    }

    private String raw(String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(run.resolve("control")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            StringBuilder answer = new StringBuilder();
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                ByteBuffer in = ByteBuffer.allocate(1000);
                while (channel.read(in) >= 0) {
                    answer.append(StandardCharsets.UTF_8.decode(in.flip()));
                    in.clear();
                }
            } catch (IOException e) {
                // the server closed while we were still writing
                return answer.toString();
            }
            return answer.toString();
        }
    }
}
