package dev.lanner.container.binding;

/// Which context: its host, its path and its version. Two contexts of one server differ in at least one of them.
///
/// The order is by host, path, and version as [ContextVersion] compares them.
///
/// @param host the name of a configured host, in lower case; empty for every host
/// @param path empty for the root, else `/a/b`
/// @param version tells contexts of one path apart that run at the same time; empty for none
public record ContextId(String host, String path, String version) implements Comparable<ContextId> {

    /// A context of every host, without a version.
    public ContextId(String path) {
        this("", path, "");
    }

    /// Whether both are versions of the same: only the version may differ.
    public boolean samePlace(ContextId other) {
        return path.equals(other.path) && host.equals(other.host);
    }

    @Override
    public int compareTo(ContextId other) {
        int byHost = host.compareTo(other.host);
        if (byHost != 0) {
            return byHost;
        }
        int byPath = path.compareTo(other.path);
        return byPath != 0 ? byPath : ContextVersion.compare(version, other.version);
    }

    /// For people: `/` for the root, `/a/b`, `/a##2` with a version, `shop.example.com/a` with a host.
    @Override
    public String toString() {
        String place = host + (path.isEmpty() ? "/" : path);
        return version.isEmpty() ? place : place + "##" + version;
    }
}
