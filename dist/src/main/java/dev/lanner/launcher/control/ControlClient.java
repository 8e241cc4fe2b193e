package dev.lanner.launcher.control;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks a running server.
public final class ControlClient {
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final Duration WRITE_TIME = Duration.ofSeconds(5);

    private final Path run;

    /// @param run the directory `run` of the server's base
    public ControlClient(Path run) {
        this.run = run;
    }

    /// Asks, and waits for the answer.
    ///
    /// @return the text of the answer; null when no server listens there
    /// @throws ControlException when the server refuses, with its reason, or does not answer in time
    public @Nullable String ask(ControlRequest request, Duration within) throws ControlException {
        if (!Files.exists(ControlAddress.visible(run))) {
            return null;
        }
        String text = request.format();
        String answer;
        try (SocketChannel channel = SocketChannel.open(ControlAddress.toConnect(run))) {
            new BoundedReader(channel, LARGEST_ANSWER, WRITE_TIME).write(text);
            answer = new BoundedReader(channel, LARGEST_ANSWER, within).read(false);
        } catch (ConnectException e) {
            return null;
        } catch (IOException e) {
            throw new ControlException("LNR-5401: the server at " + run + " does not answer: " + e.getMessage(), e);
        }
        int end = answer.indexOf('\n');
        String result = end < 0 ? answer : answer.substring(0, end);
        return switch (result) {
            case "ok" -> answer.substring(end + 1);
            case "failed" -> throw new ControlException(answer.substring(end + 1).strip());
            default -> throw new ControlException("LNR-5401: the server at " + run + " broke off its answer");
        };
    }
}
