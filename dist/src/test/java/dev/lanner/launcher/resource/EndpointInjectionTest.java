package dev.lanner.launcher.resource;

import dev.lanner.launcher.app.GreetingEndpoint;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.config.ConfigurationSource;
import dev.lanner.launcher.server.BaseDirectory;
import dev.lanner.launcher.server.Server;
import dev.lanner.launcher.server.WarArgument;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Injection into WebSocket endpoints, over a socket.
class EndpointInjectionTest {
    @TempDir Path directory;

    @Test
    void anEndpointGetsWhatItAsksForAndSeesTheNamesOfItsApplication() throws Exception {
        String name = GreetingEndpoint.class.getName().replace('.', '/') + ".class";
        Path file = directory.resolve("app/WEB-INF/classes").resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = GreetingEndpoint.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        Path base = directory.resolve("base");
        Files.createDirectories(base.resolve("conf/contexts"));
        Files.writeString(base.resolve("conf/contexts/app.yaml"), "environment: { greeting: hello }\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Server server = new Server(ConfigurationReader.read(new ConfigurationSource(base, null, "http://127.0.0.1:0",
                List.of(), Map.of())), BaseDirectory.take(base), new PrintStream(out, true, StandardCharsets.UTF_8),
                () -> {
                });
        try {
            server.start(List.of(WarArgument.parse(directory.resolve("app").toString())));
            String url = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow()
                    .substring("Listening on http".length());

            assertEquals("hello!hello", message("ws" + url + "/app/greet"));
        } finally {
            server.stop();
        }
    }

    private static String message(String url) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder().buildAsync(URI.create(url), new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                    first.complete(data.toString());
                    return null;
                }

                @Override
                public void onError(WebSocket webSocket, Throwable error) {
                    first.completeExceptionally(error);
                }
            }).get(30, TimeUnit.SECONDS);
            try {
                return first.get(30, TimeUnit.SECONDS);
            } finally {
                socket.abort();
            }
        }
    }
}
