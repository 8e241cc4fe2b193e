package dev.lanner.deploy;

import dev.lanner.container.resource.ResourceTree;
import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;
import java.util.List;

final class ResourceTrees {
    private ResourceTrees() {
    }

    static ResourceTree of(Path root, List<Path> overlays, SettingValues settings) {
        return ResourceTree.empty();
    }
}
