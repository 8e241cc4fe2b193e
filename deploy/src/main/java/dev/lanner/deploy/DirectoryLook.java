package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.deploy.Slots.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What lies in a `webapps` directory at one time. A directory wins over a WAR of the same context, and of two WARs the
/// first by name.
///
/// @param sources what is to be served, by context
/// @param pages contexts that are to be offline
/// @param clashes sentences about files that others win over
record DirectoryLook(Map<ContextName, Source> sources, Map<ContextName, OfflineFile> pages, List<String> clashes) {

    /// A WAR or a directory.
    ///
    /// @param file it, and what it looks like
    /// @param fault why its name gives no context; null when it does
    record Source(Attempt file, @Nullable DeploymentException fault) {
    }

    boolean isEmpty() {
        return sources.isEmpty() && pages.isEmpty();
    }

    /// Looks.
    ///
    /// @param directory an absent one holds nothing
    /// @param host whose contexts lie there; empty for every host
    /// @throws IOException when it can't be read
    static DirectoryLook at(Path directory, String host) throws IOException {
        DirectoryLook look = new DirectoryLook(new LinkedHashMap<>(), new HashMap<>(), new ArrayList<>());
        for (Path source : WebAppsDirectory.list(directory)) {
            try {
                look.add(ContextName.ofFile(source, host), source, null);
            } catch (DeploymentException e) {
                look.add(new ContextName(host, "/" + source.getFileName(), ""), source, e);
            }
        }
        for (Path page : WebAppsDirectory.offlinePages(directory)) {
            look.add(page, host);
        }
        for (ContextName context : look.sources.keySet()) {
            // a page without a version is for all of them
            OfflineFile page = look.pages.get(context.withoutVersion());
            if (page != null) {
                look.pages.putIfAbsent(context, page);
            }
        }
        return look;
    }

    private void add(ContextName context, Path source, @Nullable DeploymentException fault) {
        Source first = sources.putIfAbsent(context, new Source(Attempt.of(source), fault));
        if (first != null) {
            clashes.add("LNR-4042 " + source + " is not deployed: " + first.file().source()
                    + " has the same context path; remove one of them");
            return;
        }
        OfflineFile page = OfflineFile.of(source);
        if (page != null && fault == null) {
            pages.put(context, page);
        }
    }

    private void add(Path file, String host) {
        String name = String.valueOf(file.getFileName());
        try {
            ContextName context = ContextName.ofFile(
                    file.resolveSibling(name.substring(0, name.length() - OfflineFile.SUFFIX.length())), host);
            OfflineFile page = OfflineFile.at(file);
            if (page != null) {
                pages.putIfAbsent(context, page);
            }
        } catch (DeploymentException e) {
            clashes.add(String.valueOf(e.getMessage()));
        }
    }
}
