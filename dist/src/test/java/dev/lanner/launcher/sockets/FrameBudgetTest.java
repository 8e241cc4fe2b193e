package dev.lanner.launcher.sockets;

import dev.lanner.spi.config.Settings;
import dev.lanner.testkit.RawClient;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// How deep a servlet stands over real sockets: at most 14 frames and 8 classes of the container from the thread's run
/// to the servlet.
class FrameBudgetTest {

    /// Answers with the frames below it.
    private static final class StackServlet extends GenericServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws IOException {
            List<String> frames = StackWalker.getInstance().walk(all -> all.skip(1)
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName()).toList());
            response.getWriter().print(String.join("\n", frames));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOOP", "VIRTUAL", "PLATFORM"})
    void theServletIsNearTheThread(String execution) throws Exception {
        try (SocketServer server = SocketServer.of(new StackServlet(),
                Map.of(Settings.EXECUTION,
                        Settings.EXECUTION.type().parse(execution.toLowerCase(java.util.Locale.ROOT))));
                RawClient client = server.connect()) {
            String stack = client.exchange(SocketServer.get("/")).text();

            List<String> frames = stack.lines().toList();
            assertTrue(frames.size() <= 14, () -> frames.size() + " frames:\n" + stack);
            long classes = frames.stream().map(frame -> frame.substring(0, frame.lastIndexOf('.')))
                    .filter(name -> name.startsWith("dev.lanner.container")).distinct().count();
            assertTrue(classes > 0 && classes <= 8, () -> classes + " classes:\n" + stack);
        }
    }
}
