package dev.lanner.arquillian;

import dev.lanner.launcher.control.ControlException;
import java.net.URI;

/// Where a server listens, as its status says.
///
/// @param secure whether by HTTPS
record Address(String host, int port, boolean secure) {
    private static final String LINE = "listening: ";

    /// The first TCP endpoint of a scheme.
    ///
    /// @param status the answer to `status`
    /// @param scheme `http` or `https`; empty for any
    /// @throws ControlException when there is none
    static Address among(String status, String scheme) throws ControlException {
        for (String line : status.lines().toList()) {
            if (line.startsWith(LINE) && !line.contains("://unix:")) {
                URI url = URI.create(line.substring(LINE.length()).strip());
                if (scheme.isEmpty() || scheme.equalsIgnoreCase(url.getScheme())) {
                    return new Address(url.getHost(), url.getPort(), "https".equalsIgnoreCase(url.getScheme()));
                }
            }
        }
        throw new ControlException("LNR-8011: the server has no TCP endpoint"
                + (scheme.isEmpty() ? "" : " of scheme=" + scheme) + ":\n" + status);
    }
}
