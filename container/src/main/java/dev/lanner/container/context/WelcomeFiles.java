package dev.lanner.container.context;

import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.container.mapping.ServletMapper;
import dev.lanner.container.resource.Resource;
import dev.lanner.container.resource.ResourceTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that stand for their directory (Servlet 6.1, 10.10).
///
/// @param names in order of preference, without a slash at the front
/// @param resources the context's files
/// @param contextPath empty for the root
record WelcomeFiles(List<String> names, ResourceTree resources, String contextPath) {

    /// The first welcome file that exists, as a file or as a servlet's own pattern; null for none.
    ///
    /// @param path of a directory, with the context path in front and a slash at the end
    @Nullable
    MappedServlet<ServletEntry> find(String path, ServletMapper<ServletEntry> mapper) {
        for (String name : names) {
            String candidate = path + name;
            MappedServlet<ServletEntry> servlet = mapper.mapSpecific(candidate);
            if (servlet != null && servlet.pattern().startsWith("/")) {
                return servlet;
            }
            Resource resource = resources.find(candidate.substring(contextPath.length()));
            if (resource != null && !resource.isDirectory()) {
                return servlet == null ? mapper.map(candidate) : servlet;
            }
        }
        return null;
    }
}
