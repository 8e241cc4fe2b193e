package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a web application is served, and what its files are called: `a#b.war`, `conf/contexts/a#b.yaml` and `work/a#b`
/// belong to the path `/a/b`; `ROOT` to the root.
///
/// @param path the context path: empty for the root, else `/a/b`
public record ContextName(String path) {
    private static final String ROOT = "ROOT";

    /// From a context path as people write it: `/`, `/a`, `/a/b`, also without the first slash.
    ///
    /// @throws DeploymentException when it can't be one
    public static ContextName ofPath(String written) throws DeploymentException {
        String path = written.startsWith("/") ? written : "/" + written;
        if (path.equals("/") || path.equals("/" + ROOT)) {
            return new ContextName("");
        }
        String fault = fault(path);
        if (fault != null) {
            throw new DeploymentException("LNR-4040: \"" + written + "\" is no context path: " + fault);
        }
        return new ContextName(path);
    }

    /// From the name of a WAR or an exploded directory.
    ///
    /// @throws DeploymentException when the name stands for none
    public static ContextName ofFile(Path war) throws DeploymentException {
        String name = String.valueOf(war.getFileName());
        String plain = name.regionMatches(true, Math.max(0, name.length() - 4), ".war", 0, 4)
                ? name.substring(0, name.length() - 4)
                : name;
        if (plain.contains("##")) {
            throw new DeploymentException("LNR-4041: " + name + ": a version behind ## is not supported; rename it to "
                    + plain.substring(0, plain.indexOf("##")) + ".war");
        }
        if (plain.equals(ROOT)) {
            return new ContextName("");
        }
        String path = "/" + plain.replace('#', '/');
        String fault = fault(path);
        if (fault != null) {
            throw new DeploymentException("LNR-4040: " + name + " gives no context path: " + fault);
        }
        return new ContextName(path);
    }

    private static @Nullable String fault(String path) {
        if (path.endsWith("/")) {
            return "it ends with a slash";
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.isEmpty()) {
                return "it has two slashes in a row";
            }
            if (segment.equals(".") || segment.equals("..")) {
                return "it has a dot segment";
            }
        }
        boolean odd = path.chars().anyMatch(c -> c < ' ' || c == 127 || c == '\\' || c == '?' || c == '#' || c == ';'
                || c == '%');
        return odd ? "it has one of the characters ? # ; % \\ or a control character" : null;
    }

    /// The name of its files: `ROOT`, `a#b`.
    public String fileName() {
        return path.isEmpty() ? ROOT : path.substring(1).replace('/', '#');
    }

    /// For people: `/` for the root.
    @Override
    public String toString() {
        return path.isEmpty() ? "/" : path;
    }
}
