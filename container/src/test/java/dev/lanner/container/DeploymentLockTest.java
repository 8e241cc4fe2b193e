package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.container.definition.ServletDefinition;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// An application that hangs in its start holds up no other.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeploymentLockTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final ServletContainer container = ServletContainer.builder().drainTimeout(Duration.ofMillis(100)).build();

    @AfterEach
    void end() {
        release.countDown();
        container.close();
    }

    private final class Hanging extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        public void init(ServletConfig config) {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private CompletableFuture<Void> deployHanging() throws InterruptedException {
        ContextDefinition hanging = ContextDefinition.builder("/hanging")
                .servlet(ServletDefinition.builder("s").instance(new Hanging()).loadOnStartup(0).build(), "/").build();
        CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {
            try {
                container.deploy(hanging);
            } catch (DeploymentException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }, Thread.ofPlatform()::start);
        begun.await();
        return started;
    }

    private List<String> states() {
        return container.contexts().stream().map(c -> c.contextPath() + " " + c.state()).toList();
    }

    @Test
    void othersAreDeployedAndUndeployedMeanwhile() throws Exception {
        CompletableFuture<Void> hanging = deployHanging();

        container.deploy(ContextDefinition.builder("/other").build());
        assertEquals(List.of("/hanging STARTING", "/other RUNNING"), states());
        assertTrue(container.undeploy("/other"));

        release.countDown();
        hanging.get(20, TimeUnit.SECONDS);
        assertEquals(List.of("/hanging RUNNING"), states());
    }

    @Test
    void anErrorInTheStartLeavesAFailedContextThatCanBeDeployedAgain() throws Exception {
        List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        ServletContextListener listener = new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                throw new AssertionError("broken");
            }

            @Override
            public void contextDestroyed(ServletContextEvent event) {
                told.add("destroyed");
            }
        };
        ContextDefinition broken = ContextDefinition.builder("/a")
                .listener(ListenerDefinition.of(ComponentRef.given(listener))).build();

        assertThrows(AssertionError.class, () -> container.deploy(broken));
        assertEquals(List.of("/a FAILED"), states());
        assertEquals(List.of("destroyed"), told);
        container.deploy(ContextDefinition.builder("/a").build());
        assertEquals(List.of("/a RUNNING"), states());
    }

    @Test
    void closingEndsTheOthersAndWhatStartsLaterIsStopped() throws Exception {
        CompletableFuture<Void> hanging = deployHanging();
        container.deploy(ContextDefinition.builder("/other").build());

        container.close();
        assertEquals(List.of("/hanging STARTING"), states());

        release.countDown();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> hanging.get(20, TimeUnit.SECONDS));
        assertInstanceOf(IllegalStateException.class, failure.getCause());
        assertTrue(failure.getCause().getMessage().startsWith("LNR-3003"), failure.getCause().getMessage());
        assertEquals(List.of("/hanging STOPPING"), states());
    }
}
