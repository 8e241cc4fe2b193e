package dev.lanner.deploy.descriptor;

/// A place in a web application, for messages.
///
/// @param file such as `WEB-INF/web.xml` or `WEB-INF/lib/a.jar!/META-INF/web-fragment.xml`
/// @param line from 1; 0 where the file has no lines
public record Location(String file, int line) {

    /// A file as a whole.
    public static Location of(String file) {
        return new Location(file, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
