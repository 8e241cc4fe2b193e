package dev.lanner.container;

import dev.lanner.container.dispatch.RequestDispatch;
import dev.lanner.container.request.LannerRequest;
import dev.lanner.container.response.LannerResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The way of a request: how deep it is, and that nothing on it is used again.
class RequestPathTest {

    @Test
    void atMostEightClassesOfTheContainerLieBeforeTheServlet() {
        try (Contexts contexts = Contexts.at("/app")) {
            contexts.servlet("s", (q, r) -> {
                List<StackWalker.StackFrame> frames = StackWalker.getInstance()
                        .walk(all -> all.filter(f -> f.getClassName().startsWith("dev.lanner.container")
                                && !f.getClassName().contains("Contexts") && !f.getClassName().contains("Test"))
                                .toList());
                r.getWriter().print(frames.size() + " "
                        + frames.stream().map(StackWalker.StackFrame::getClassName).distinct().count());
            }, "/s");
            String[] counts = contexts.text("/app/s").split(" ");
            assertTrue(Integer.parseInt(counts[0]) <= 8, () -> "frames " + counts[0]);
            assertTrue(Integer.parseInt(counts[1]) <= 8, () -> "classes " + counts[1]);
        }
    }

    @Test
    void noClassOfARequestCanBeUsedAgain() throws Exception {
        List<Class<?>> classes = List.of(LannerRequest.class, LannerResponse.class, RequestDispatch.class,
                Class.forName("dev.lanner.container.request.BodyInput"),
                Class.forName("dev.lanner.container.response.BodyOutput"),
                Class.forName("dev.lanner.container.dispatch.Chain"),
                Class.forName("dev.lanner.container.async.AsyncExchange"),
                Class.forName("dev.lanner.container.async.LannerAsyncContext"));
        String found = classes.stream().flatMap(c -> Arrays.stream(c.getDeclaredMethods())).map(Method::getName)
                .filter(name -> name.toLowerCase(Locale.ROOT).matches(".*(recycl|reuse|reinit|clean).*"))
                .collect(Collectors.joining(","));
        assertEquals("", found);
    }

    @Test
    void theServletIsCalledWithTheApplicationsClassLoader() {
        try (Contexts contexts = Contexts.at("/app")) {
            ClassLoader own = new ClassLoader(getClass().getClassLoader()) {
            };
            contexts.definition.classLoader(own);
            contexts.servlet("s", (q, r) -> r.getWriter().print(Thread.currentThread().getContextClassLoader() == own),
                    "/s");
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            assertEquals("true", contexts.text("/app/s"));
            assertEquals(before, Thread.currentThread().getContextClassLoader());
        }
    }
}
