package dev.lanner.container;

import dev.lanner.container.binding.ContextId;
import dev.lanner.container.context.WebContext;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ends versions of contexts that nobody needs any more: a newer one serves, and there is no session, no request and no
/// upgraded connection. Only where their own settings ask for it.
final class OldVersions {
    private static final Logger LOG = LazyLogger.of(OldVersions.class);

    private final ServletContainer container;
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile @Nullable Consumer<ContextId> undeploy;

    OldVersions(ServletContainer container) {
        this.container = container;
    }

    /// Who ends them: whoever deployed, else the container alone.
    void undeployWith(Consumer<ContextId> how) {
        undeploy = how;
    }

    /// Looks at them. Returns at once; what has to be ended is ended by a thread of its own.
    void sweep(ContextTable table) {
        if (table.router() == null) {
            return;
        }
        List<ContextId> idle = new ArrayList<>();
        for (ContextTable.Entry old : table.outdated()) {
            WebContext context = old.context();
            if (context != null && context.settings().get(Settings.UNDEPLOY_OLD_VERSIONS) && context.isIdle()) {
                idle.add(old.id());
            }
        }
        if (!idle.isEmpty() && ending.compareAndSet(false, true)) {
            Thread.ofPlatform().name("lanner-old-versions").daemon().start(() -> end(idle));
        }
    }

    private void end(List<ContextId> idle) {
        try {
            for (ContextId id : idle) {
                LOG.log(Level.INFO, "context {0} has no sessions and requests left, and a newer version serves: it is "
                        + "undeployed", id);
                Consumer<ContextId> how = undeploy;
                if (how == null) {
                    container.undeploy(id);
                } else {
                    how.accept(id);
                }
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "LNR-3110 an old version can't be undeployed; it is tried again", e);
        } finally {
            ending.set(false);
        }
    }
}
