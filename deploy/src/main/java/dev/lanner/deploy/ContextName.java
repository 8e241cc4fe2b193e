package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import dev.lanner.container.binding.ContextId;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a web application is served, and what its files are called: `a#b##2.war`, `conf/contexts/a#b.yaml` and
/// `work/a#b##2` belong to the path `/a/b` and its version `2`; `ROOT` to the root.
///
/// The order is that of [ContextId].
///
/// @param host the name of a configured host, in lower case; empty for every host
/// @param path the context path: empty for the root, else `/a/b`
/// @param version tells applications of one path apart that run at the same time; empty for none
public record ContextName(String host, String path, String version) implements Comparable<ContextName> {
    private static final String ROOT = "ROOT";
    private static final String VERSION_MARK = "##";

    /// A path of every host, without a version.
    public ContextName(String path) {
        this("", path, "");
    }

    /// The name for the container's context.
    public static ContextName of(ContextId id) {
        return new ContextName(id.host(), id.path(), id.version());
    }

    /// From what people write, which is also what [#toString] gives: `/`, `/a`, `/a/b`, `/a##2`,
    /// `shop.example.com/a##2`; `a` alone is `/a`.
    ///
    /// @throws DeploymentException when it can't be one
    public static ContextName ofPath(String written) throws DeploymentException {
        int slash = written.indexOf('/');
        String host = slash > 0 ? written.substring(0, slash).toLowerCase(Locale.ROOT) : "";
        String place = slash < 0 ? "/" + written : written.substring(slash);
        int mark = place.indexOf(VERSION_MARK);
        String path = mark < 0 ? place : place.substring(0, mark);
        String version = mark < 0 ? "" : checkVersion(place.substring(mark + VERSION_MARK.length()), written);
        if (!host.isEmpty() && !isHost(host)) {
            throw new DeploymentException("LNR-4040: \"" + written + "\" is no context path: \"" + host
                    + "\" in front of the slash is no host; a path begins with a slash");
        }
        if (path.equals("/") || path.equals("/" + ROOT)) {
            return new ContextName(host, "", version);
        }
        String fault = fault(path);
        if (fault != null) {
            throw new DeploymentException("LNR-4040: \"" + written + "\" is no context path: " + fault);
        }
        return new ContextName(host, path, version);
    }

    /// From the name of a WAR or an exploded directory that is for every host.
    ///
    /// @throws DeploymentException when the name stands for none
    public static ContextName ofFile(Path war) throws DeploymentException {
        return ofFile(war, "");
    }

    /// From the name of a WAR or an exploded directory.
    ///
    /// @param host the host whose directory the file lies in; empty for every host
    /// @throws DeploymentException when the name stands for none
    public static ContextName ofFile(Path war, String host) throws DeploymentException {
        String name = String.valueOf(war.getFileName());
        String plain = withoutWar(name);
        int mark = plain.indexOf(VERSION_MARK);
        String place = mark < 0 ? plain : plain.substring(0, mark);
        String version = mark < 0 ? "" : checkVersion(plain.substring(mark + VERSION_MARK.length()), name);
        if (place.equals(ROOT)) {
            return new ContextName(host, "", version);
        }
        String path = "/" + place.replace('#', '/');
        String fault = fault(path);
        if (fault != null) {
            throw new DeploymentException("LNR-4040: " + name + " gives no context path: " + fault);
        }
        return new ContextName(host, path, version);
    }

    private static String checkVersion(String version, String written) throws DeploymentException {
        boolean good = !version.isEmpty();
        for (int i = 0; i < version.length(); i++) {
            char c = version.charAt(i);
            good &= c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-'
                    || c == '_' || c == '+';
        }
        if (!good) {
            throw new DeploymentException("LNR-4041: \"" + written + "\": \"" + version + "\" behind ## is no version: "
                    + "it has at least one character, and these only: letters and digits of ASCII, . - _ +");
        }
        return version;
    }

    private static boolean isHost(String host) {
        boolean good = true;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            good &= c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '-'
                    || c == '_' || c == ':' || c == '[' || c == ']';
        }
        return good && !host.startsWith(".");
    }

    /// The name without `.war` at its end, in upper or lower case.
    static String withoutWar(String name) {
        return name.regionMatches(true, Math.max(0, name.length() - 4), ".war", 0, 4)
                ? name.substring(0, name.length() - 4)
                : name;
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

    /// What the container calls it.
    public ContextId id() {
        return new ContextId(host, path, version);
    }

    /// The same without its version.
    public ContextName withoutVersion() {
        return version.isEmpty() ? this : new ContextName(host, path, "");
    }

    /// The name of its files, without the host: `ROOT`, `a#b`, `a#b##2`.
    public String fileName() {
        String place = path.isEmpty() ? ROOT : path.substring(1).replace('/', '#');
        return version.isEmpty() ? place : place + VERSION_MARK + version;
    }

    /// Where its files are below `work`: `a#b##2`, or `#shop.example.com/a#b##2`. No context without a host has a name
    /// that begins with `#`.
    public Path workDirectory() {
        return host.isEmpty() ? Path.of(fileName()) : Path.of("#" + host, fileName());
    }

    /// The names below `conf/contexts`, without `.yaml`, of files that may be its configuration; the first that is there
    /// counts: `a#b##2`, `a#b`; with a host `shop.example.com/a#b##2`, `shop.example.com/a#b`.
    public List<String> configurationNames() {
        String directory = host.isEmpty() ? "" : host + "/";
        return version.isEmpty()
                ? List.of(directory + fileName())
                : List.of(directory + fileName(), directory + withoutVersion().fileName());
    }

    @Override
    public int compareTo(ContextName other) {
        return id().compareTo(other.id());
    }

    /// For people: `/` for the root, `/a/b`, `/a##2`, `shop.example.com/a`.
    @Override
    public String toString() {
        return id().toString();
    }
}
