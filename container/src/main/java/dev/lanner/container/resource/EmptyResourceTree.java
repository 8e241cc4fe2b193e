package dev.lanner.container.resource;

import java.net.URL;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Nothing at any path.
final class EmptyResourceTree implements ResourceTree {
    static final EmptyResourceTree INSTANCE = new EmptyResourceTree();

    @Override
    public @Nullable Resource find(String path) {
        return null;
    }

    @Override
    public Set<String> list(String path) {
        return Set.of();
    }

    @Override
    public @Nullable URL url(String path) {
        return null;
    }

    @Override
    public @Nullable Path realPath(String path) {
        return null;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
