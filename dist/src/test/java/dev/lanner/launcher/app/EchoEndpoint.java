package dev.lanner.launcher.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Part of web applications that tests make: sends each message back.
@ServerEndpoint("/echo")
public final class EchoEndpoint {

    /// Sends it back.
    @OnMessage
    public String echo(String message) {
        return message;
    }

    /// Adds it to an exploded application.
    public static void explode(Path root) throws IOException {
        String name = EchoEndpoint.class.getName().replace('.', '/') + ".class";
        Path file = root.resolve("WEB-INF/classes").resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = EchoEndpoint.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
    }
}
