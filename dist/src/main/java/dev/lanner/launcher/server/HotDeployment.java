package dev.lanner.launcher.server;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.WebAppsWatch;
import dev.lanner.spi.log.LazyLogger;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at `webapps`, and at those of hosts, twice a second, by a thread of its own. As long as nothing lies there no more is done, and nothing
/// made.
final class HotDeployment implements Closeable {
    private static final System.Logger LOG = LazyLogger.of(HotDeployment.class);
    private static final long MILLIS = 500;

    private final List<HostDirectory> directories;
    private final WebApplications applications;
    private final CountDownLatch closed = new CountDownLatch(1);
    // of the thread that looks
    private @Nullable List<WebAppsWatch> watches;

    HotDeployment(List<HostDirectory> directories, WebApplications applications) {
        this.directories = directories;
        this.applications = applications;
    }

    void start() {
        Thread.ofPlatform().daemon().name("lanner-watch-webapps").start(new Runnable() {
            @Override
            public void run() {
                lookUntilClosed();
            }
        });
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DeploymentException e) {
            LOG.log(System.Logger.Level.DEBUG, "no more looks at {0}: {1}", directories, e.getMessage());
        }
    }

    private void look() throws DeploymentException {
        List<WebAppsWatch> known = watches;
        if (known == null) {
            if (!applications.isWorthALook()) {
                return;
            }
            known = new ArrayList<>();
            for (HostDirectory each : directories) {
                known.add(new WebAppsWatch(each.directory(), each.host(), applications.deployer()));
            }
            watches = known;
        }
        known.forEach(WebAppsWatch::lookQuietly);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
