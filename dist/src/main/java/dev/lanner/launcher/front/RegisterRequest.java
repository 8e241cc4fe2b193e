package dev.lanner.launcher.front;

import dev.lanner.container.binding.MalformedPrefixException;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.sharing.FrontAddress;
import dev.lanner.worker.sharing.FrontSection;
import dev.lanner.worker.sharing.RegisteredProcess.Wanted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `register` over the control socket: a server wants URL prefixes of a front server.
///
/// @param wanted what it is and what it wants
/// @param socket where it listens
/// @param token what it lets in
public record RegisterRequest(Wanted wanted, Path socket, PairingToken token) {
    /// The command.
    public static final String COMMAND = "register";

    /// What both sides must speak: raised when a hop between different versions would go wrong.
    static final String PROTOCOL = "1";

    private static final int LONGEST_BASE = 4096;

    /// As it goes over the socket.
    ///
    /// @param version of this server
    ControlRequest request(String version) {
        StringBuilder prefixes = new StringBuilder();
        for (UrlPrefix prefix : wanted.prefixes()) {
            prefixes.append(prefixes.isEmpty() ? "" : " ").append(prefix);
        }
        Map<String, String> values = new HashMap<>();
        values.put("protocol", PROTOCOL);
        values.put("version", version);
        values.put("name", wanted.name());
        values.put("pid", Long.toString(wanted.pid()));
        values.put("base", wanted.base());
        values.put("prefixes", prefixes.toString());
        values.put("shared", Boolean.toString(wanted.shared()));
        values.put("socket", socket.toString());
        values.put("token", token.text());
        return new ControlRequest(COMMAND, values);
    }

    /// Reads and checks what another process has sent.
    ///
    /// @param version of this server
    /// @throws ControlException naming what is wrong, without the token
    public static RegisterRequest parse(ControlRequest request, String version) throws ControlException {
        String protocol = request.value("protocol");
        if (!protocol.equals(PROTOCOL)) {
            throw new ControlException("LNR-5731: this front server (Lanner " + version
                    + ") and the server that registers "
                    + "(Lanner " + request.values().getOrDefault("version", "of an unknown version")
                    + ") speak different protocols, " + PROTOCOL + " and " + protocol + ": run the same version");
        }
        String name = request.value("name");
        if (!FrontAddress.isName(name)) {
            throw malformed("name", name);
        }
        String base = request.value("base");
        if (base.length() > LONGEST_BASE || base.chars().anyMatch(Character::isISOControl)) {
            // it is shown to people
            throw new ControlException("LNR-5730: a registration can't have a base of more than " + LONGEST_BASE
                    + " characters or with control characters");
        }
        String shared = request.value("shared");
        if (!shared.equals("true") && !shared.equals("false")) {
            throw malformed("shared", shared);
        }
        try {
            Path socket = Path.of(request.value("socket"));
            if (!socket.isAbsolute()) {
                throw malformed("socket", socket.toString());
            }
            Wanted wanted = new Wanted(name, Long.parseLong(request.value("pid")), base,
                    prefixes(request.value("prefixes")), shared.equals("true"));
            return new RegisterRequest(wanted, socket, new PairingToken(request.value("token")));
        } catch (InvalidPathException e) {
            throw malformed("socket", e.getInput());
        } catch (NumberFormatException e) {
            throw malformed("pid", request.value("pid"));
        } catch (IllegalArgumentException e) {
            // a token; the message does not tell it
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<UrlPrefix> prefixes(String written) throws ControlException {
        List<UrlPrefix> prefixes = new ArrayList<>();
        for (String text : written.split(" ", -1)) {
            try {
                UrlPrefix prefix = UrlPrefix.parse(text);
                if (prefixes.contains(prefix) || prefixes.size() >= FrontSection.MOST) {
                    throw malformed("prefixes", written);
                }
                prefixes.add(prefix);
            } catch (MalformedPrefixException e) {
                throw new ControlException(String.valueOf(e.getMessage()), e);
            }
        }
        return prefixes;
    }

    private static ControlException malformed(String key, String value) {
        return new ControlException("LNR-5730: a registration can't have " + key + " = '" + value + "'");
    }
}
